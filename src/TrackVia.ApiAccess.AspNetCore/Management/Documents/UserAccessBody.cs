namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

internal sealed record UserAccessBody(bool? IsApiUser = null, bool? IsEnabled = null) : IRequestBody
{
    public static string Shape => "Send an object with isApiUser or isEnabled or both, each true or false, and nothing else.";
}
