namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>The body of a call. Other members are refused (T10).</summary>
internal interface IRequestBody
{
    /// <summary>Gets a sentence that describes what to send, for the response to a body that cannot be read.</summary>
    static abstract string Shape { get; }
}
