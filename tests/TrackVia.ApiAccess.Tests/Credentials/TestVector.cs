namespace TrackVia.ApiAccess.Tests.Credentials;

/// <summary>
/// Well-formed credentials that are not secrets: they are fixed, belong to no account, and were computed independently of this library.
/// </summary>
/// <remarks>
/// In Python, with A = "0123456789ABC...XYZabc...xyz" and body = "TESTVECTORnotAsecret0123456789abcdefghijklm":
/// n = zlib.crc32((prefix + body).encode()), then six times n, digit = divmod(n, 62), each digit put in front.
/// The digest is hashlib.sha256(credential.encode()).hexdigest().
/// </remarks>
internal static class TestVector
{
    public const string ApiKey = "tvk_TESTVECTORnotAsecret0123456789abcdefghijklm3IJZlK";
    public const string ApiKeyDigest = "d488f37d7738b50248e69c5a8faae799023b23dc679fe4a15a295718e3e3ebd4";
    public const string AuthToken = "tvt_TESTVECTORnotAsecret0123456789abcdefghijklm1Myvgr";
    public const string AuthTokenDigest = "3649add5a2e3d4fdf26b4de910d1fe6ae16060b80cfbb17540407f3cb3b3a5d4";

    /// <summary>Its checksum begins with a zero digit, which must not be dropped.</summary>
    public const string ZeroPaddedAuthToken = "tvt_00000000000000000000000000000000000000000000sjqXL";
}
