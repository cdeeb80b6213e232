namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>The body of a call that takes none: nothing, or an object without members.</summary>
internal sealed record NoBody : IRequestBody
{
    public static string Shape => "This call takes no body; send none.";
}
