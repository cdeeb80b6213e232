using TrackVia.ApiAccess.Identifiers;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

/// <summary>The id of a user in a field.</summary>
internal static class UserIdField
{
    public static bool TryParse(string? text, out UserId id, out string? error)
    {
        var isId = UserId.TryParse(text, out id);
        error = isId ? null : HostIdentifier.Invalid("user id", text).Message;
        return isId;
    }
}
