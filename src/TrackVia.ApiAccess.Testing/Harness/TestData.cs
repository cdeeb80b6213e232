using System.Security.Cryptography;
using NodaTime;

namespace TrackVia.ApiAccess.Testing.Harness;

/// <summary>Values for cases in which the exact values do not matter.</summary>
internal static class TestData
{
    private static readonly UserId Admin = UserId.Parse("admin@acme.example");

    // With microseconds, so that every case detects a store that truncates them.
    public static readonly Instant Noon = Instant.FromUtc(2026, 6, 15, 12, 0).PlusNanoseconds(123_456_000);

    public static ChangeOrigin Origin(AccountId accountId, long version) =>
        new() { Id = ChangeId.New(), AccountId = accountId, Version = version, At = Noon + Duration.FromMinutes(version), By = Admin };

    public static CredentialDigest Digest() => CredentialDigest.FromBytes(RandomNumberGenerator.GetBytes(CredentialDigest.Length));

    public static ApiKey ApiKey(CredentialDigest? digest = null) =>
        new() { Digest = digest ?? Digest(), ProtectedSecret = "protected", CreatedAt = Noon };

    public static AuthToken Token(CredentialDigest? digest = null) => new()
    {
        Id = AuthTokenId.New(),
        Name = AuthTokenName.Parse("CI"),
        UserId = TestAccount.Robot,
        ExpiresOn = new LocalDate(2027, 1, 31),
        CreatedAt = Noon,
        Digest = digest ?? Digest(),
        Hint = "x7Qb",
    };
}
