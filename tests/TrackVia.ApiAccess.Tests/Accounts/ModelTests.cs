using System.Net;
using NodaTime;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Accounts;

/// <summary>What a host or a store constructs can gain members later, and is valid however it was made.</summary>
public sealed class ModelTests
{
    private static readonly ChangeOrigin Origin = new() { Id = ChangeId.New(), AccountId = Acme.Id, Version = 1, At = Acme.Noon, By = Acme.Admin };

    private static readonly AuthToken Token = Aggregate.Empty.WithApiUser().WithTokens(1, LocalDate.MaxIsoValue).Tokens.Single();

    public static TheoryData<string, Func<object>> Invalid => new()
    {
        { "an actor without an account", () => Acme.SuperAdmin with { AccountId = default } },
        { "an actor without a user id", () => Acme.SuperAdmin with { UserId = default } },
        { "a token without a name", () => Token with { Name = null! } },
        { "a token without an id", () => Token with { Id = default } },
        { "a token without a user", () => Token with { UserId = default } },
        { "a token without a hint", () => Token with { Hint = null! } },
        { "a request without a name", () => Acme.Request(Acme.Tomorrow) with { Name = null! } },
        { "a request for no user", () => Acme.Request(Acme.Tomorrow) with { UserId = default } },
        { "facts of no user", () => UserAccess.Ordinary(default) },
        { "an origin without an id", () => Origin with { Id = default } },
        { "an origin of no account", () => Origin with { AccountId = default } },
        { "an origin at version 0", () => Origin with { Version = 0 } },
        { "an origin by no user", () => Origin with { By = default } },
        { "a change without an origin", () => new UserRemoved { Origin = null!, UserId = Acme.Integration } },
        { "a change of no token", () => new AuthTokenRevealed { Origin = Origin, TokenId = default } },
        { "a change of no user", () => new UserRemoved { Origin = Origin, UserId = default } },
        { "a key that is not there", () => new ApiKeyCreated { Origin = Origin, ApiKey = null! } },
        { "a token that is not there", () => new AuthTokenCreated { Origin = Origin, Token = null! } },
        { "facts that are not there", () => new UserAccessChanged { Origin = Origin, User = null! } },
        { "a node without an id", () => new RegisteredNode { Id = default, MaxStaleness = TimeSpan.FromSeconds(1), Confirmed = default } },
        { "a node without leases", () => new RegisteredNode { Id = NodeId.Parse("a"), MaxStaleness = TimeSpan.Zero, Confirmed = default } },
        { "a use of no token", () => new TokenUsage { AccountId = Acme.Id, TokenId = default, At = Acme.Noon, ClientAddress = IPAddress.Loopback } },
        { "a position before the start", () => new FeedPosition(-1) },
        { "an empty Guid as a token", () => AuthTokenId.FromGuid(Guid.Empty) },
        { "an empty Guid as a change", () => ChangeId.FromGuid(Guid.Empty) },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void An_invalid_value_cannot_be_made(string value, Func<object> make)
    {
        Assert.NotEmpty(value);
        Assert.ThrowsAny<ArgumentException>(make);
    }

    [Fact]
    public void No_public_model_is_positional()
    {
        var positional =
            from type in typeof(AccountAccess).Assembly.GetExportedTypes()
            where type.GetMethod("Deconstruct") is not null
            select type.Name;

        Assert.Empty(positional);
    }

    [Fact]
    public void A_host_can_make_every_result_of_a_validation_for_its_tests()
    {
        var identity = new ApiIdentity { AccountId = Acme.Id, UserId = Acme.Integration, TokenId = Token.Id, TokenName = Token.Name };

        Assert.Same(identity, ValidationResult.Valid(identity).Identity);
        Assert.Equal((false, CredentialRejection.TokenExpired), (ValidationResult.Refused(CredentialRejection.TokenExpired).IsValid, ValidationResult.Refused(CredentialRejection.TokenExpired).Rejection));
        Assert.True(ValidationResult.Unavailable.IsUnavailable);
        Assert.Throws<ArgumentNullException>(() => ValidationResult.Valid(null!));
    }

    [Fact]
    public void The_lifecycle_leads_to_a_state_or_refuses_and_never_both()
    {
        foreach (var state in Enum.GetValues<AuthTokenState>())
        {
            foreach (var trigger in Enum.GetValues<AuthTokenTrigger>())
            {
                var transition = AuthTokenLifecycle.Decide(state, trigger);
                Assert.Equal(1, new[] { transition.Next is not null, transition.RefusalReason is not null, transition.IsGone }.Count(holds => holds));
            }
        }
    }

    [Fact]
    public async Task A_result_has_a_value_or_a_refusal()
    {
        var acme = new Acme();
        var created = await acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin);
        var refused = await acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin);

        Assert.True(created.TryGetValue(out var key));
        Assert.Same(created.Value, key);
        Assert.False(refused.TryGetValue(out var none));
        Assert.Null(none);
        Assert.Equal(CommandRefusalReason.ApiKeyExists, refused.Refusal.Reason);
    }
}
