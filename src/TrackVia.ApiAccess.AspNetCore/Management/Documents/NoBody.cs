namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>The body of a call without a body: nothing, or an object without members.</summary>
internal sealed record NoBody : IRequestBody
{
    public static string Shape => "This call has no body. Send none.";
}
