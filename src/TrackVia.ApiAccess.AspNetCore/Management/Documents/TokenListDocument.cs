namespace TrackVia.ApiAccess.AspNetCore.Management.Documents;

/// <param name="Version">The account's version, which is that of the newest entry of its history.</param>
/// <param name="Limit">How many tokens an account can have (R10).</param>
/// <param name="Tokens">The tokens, oldest first.</param>
internal sealed record TokenListDocument(long Version, int Limit, IReadOnlyList<TokenDocument> Tokens);
