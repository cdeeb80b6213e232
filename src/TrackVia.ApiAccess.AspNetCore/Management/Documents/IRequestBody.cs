namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <summary>A body that a call reads: its members are all that the call accepts (T10).</summary>
internal interface IRequestBody
{
    /// <summary>What to send, for the answer to a body that cannot be read.</summary>
    static abstract string Shape { get; }
}
