namespace TrackVia.ApiAccess.Tests.Accounts;

public sealed class RevealDecisionTests
{
    [Fact]
    public void R14_By_default_no_secret_is_kept_so_none_is_shown_again()
    {
        var account = Aggregate.Empty.WithApiUser().WithTokens(1);

        Assert.Null(account.Tokens.Single().ProtectedSecret);
        account.DecideRevealToken(Aggregate.Stamp(), account.Tokens.Single().Id).RefusedBecause(CommandRefusalReason.SecretNotKept);
    }

    [Fact]
    public void R14_R26_Showing_a_kept_secret_is_a_change_that_alters_only_the_version()
    {
        var account = Aggregate.Empty.WithApiUser().After(it => it.DecideCreateToken(
            Aggregate.Stamp(), Acme.Request(), AuthTokenId.New(), Credential.Generate(CredentialKind.AuthToken), "protected"));

        var after = account.After(it => it.DecideRevealToken(Aggregate.Stamp(), account.Tokens.Single().Id));

        Assert.Equal(account.Version + 1, after.Version);
        Assert.Equal(account.Tokens, after.Tokens);
    }

    [Fact]
    public void R14_A_token_that_does_not_exist_is_not_shown() =>
        Aggregate.Empty.DecideRevealToken(Aggregate.Stamp(), AuthTokenId.New()).RefusedBecause(CommandRefusalReason.TokenNotFound);

    [Fact]
    public void R18_Only_a_Super_Admin_is_shown_a_secret() =>
        Aggregate.Empty.DecideRevealToken(Aggregate.Stamp(actor: Acme.SuperAdmin with { IsSuperAdmin = false }), AuthTokenId.New())
            .RefusedBecause(CommandRefusalReason.SuperAdminRequired);
}
