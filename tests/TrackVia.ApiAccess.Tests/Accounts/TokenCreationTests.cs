using NodaTime;

namespace TrackVia.ApiAccess.Tests.Accounts;

public sealed class TokenCreationTests
{
    private static readonly LocalDate LastDate = LocalDate.MaxIsoValue;

    [Fact]
    public void R10_The_hundredth_token_is_created_and_the_next_refused()
    {
        var account = Aggregate.Empty.WithApiUser().WithTokens(100);

        Assert.Equal(100, account.TokenCount);
        account.CreateToken().RefusedBecause(CommandRefusalReason.TokenLimitReached);
    }

    [Fact]
    public void R10_Deactivated_tokens_count()
    {
        var account = Aggregate.Empty.WithApiUser().WithTokens(100);
        account = account.WithTokenDeactivated(account.Tokens.First());

        account.CreateToken().RefusedBecause(CommandRefusalReason.TokenLimitReached);
    }

    [Fact]
    public void R10_Expired_tokens_count()
    {
        var account = Aggregate.Empty.WithApiUser().WithTokens(100, Acme.Tomorrow);

        account.CreateToken(Acme.Request(Acme.Tomorrow.PlusYears(1)), now: Acme.Noon + Duration.FromDays(10))
            .RefusedBecause(CommandRefusalReason.TokenLimitReached);
    }

    [Fact]
    public void R10_Deleting_a_token_frees_its_place()
    {
        var account = Aggregate.Empty.WithApiUser().WithTokens(100);
        var token = account.Tokens.First();
        account = account.WithTokenDeactivated(token).After(it => it.DecideToken(Aggregate.Stamp(), token.Id, AuthTokenTrigger.Delete));

        Assert.Equal(100, account.WithTokens(1).TokenCount);
    }

    [Fact]
    public void R10_Not_even_a_change_of_the_history_makes_a_101st_token()
    {
        var account = Aggregate.Empty.WithApiUser().WithTokens(99);
        var last = (AuthTokenCreated)account.CreateToken().Change!;
        var account100 = account.Apply(last);

        var oneMore = new AuthTokenCreated
        {
            Origin = last.Origin with { Version = account100.Version + 1 },
            Token = last.Token with { Id = AuthTokenId.New() },
        };
        Assert.Throws<ArgumentException>(() => account100.Apply(oneMore));
    }

    [Fact]
    public void R11_A_token_has_the_name_date_and_user_that_were_chosen()
    {
        var token = Aggregate.Empty.WithApiUser().WithTokens(1).Tokens.Single();

        Assert.Equal(Acme.Request(), new NewAuthToken { Name = token.Name, ExpiresOn = token.ExpiresOn, UserId = token.UserId });
    }

    [Fact]
    public void R11_A_user_who_is_not_an_API_User_cannot_be_assigned() =>
        Aggregate.Empty.CreateToken().RefusedBecause(CommandRefusalReason.UserNotApiUser);

    [Fact]
    public void R11_A_disabled_API_User_cannot_be_assigned()
    {
        var account = Aggregate.Empty.WithApiUser().After(it => it.DecideUserAccess(
            Aggregate.Stamp(), Acme.Integration, Aggregate.Known(Acme.Integration), isApiUser: null, isEnabled: false));

        account.CreateToken().RefusedBecause(CommandRefusalReason.UserDisabled);
    }

    [Fact]
    public void R11_Nothing_that_happens_to_a_token_changes_its_name_date_or_user()
    {
        var account = Aggregate.Empty.WithApiUser().WithTokens(1);
        var before = account.Tokens.Single();

        var after = account
            .WithTokenDeactivated(before)
            .After(it => it.DecideToken(Aggregate.Stamp(), before.Id, AuthTokenTrigger.Resume))
            .After(it => it.DecideRemoveUser(Aggregate.Stamp(), Acme.Integration))
            .Tokens.Single();

        Assert.Equal(before with { IsDeactivated = true }, after);
    }

    [Theory]
    [InlineData(-10_000)]
    [InlineData(-1)]
    [InlineData(0)]
    public void R12_T16_A_date_that_is_not_in_the_future_is_refused_with_the_remedy(int daysFromToday)
    {
        var decision = Aggregate.Empty.WithApiUser().CreateToken(Acme.Request(Acme.Today.PlusDays(daysFromToday)));

        decision.RefusedBecause(CommandRefusalReason.ExpirationNotInFuture);
        Assert.Contains("Choose a date after 2026-06-15", decision.Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void R12_The_earliest_expiration_date_is_tomorrow_in_UTC() =>
        Assert.NotNull(Aggregate.Empty.WithApiUser().CreateToken(Acme.Request(Acme.Tomorrow)).Change);

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, true)]
    public void R12_T15_Tomorrow_begins_at_midnight_UTC_whatever_the_time_zone_of_the_admin(long ticksFromMidnight, bool isAllowed)
    {
        var midnight = Acme.Tomorrow.AtMidnight().InUtc().ToInstant();

        var decision = Aggregate.Empty.WithApiUser().CreateToken(Acme.Request(Acme.Tomorrow), now: midnight.PlusTicks(ticksFromMidnight));

        Assert.Equal(isAllowed, decision.Change is not null);
    }

    [Theory]
    [InlineData(2028, 2, 29)]
    [InlineData(2027, 3, 28)] // A daylight-saving night in Europe.
    [InlineData(9999, 12, 31)]
    public void R13_T15_The_stored_instant_is_the_start_of_the_date_in_UTC(int year, int month, int day)
    {
        var token = Aggregate.Empty.WithApiUser().WithTokens(1, new LocalDate(year, month, day)).Tokens.Single();

        Assert.Equal(Instant.FromUtc(year, month, day, 0, 0), token.ExpiresAt);
    }

    [Fact]
    public void T15_A_date_of_another_calendar_is_stored_as_the_same_day_in_ISO()
    {
        var inHebrew = Acme.Tomorrow.WithCalendar(CalendarSystem.HebrewCivil);

        Assert.Equal(Acme.Tomorrow, Aggregate.Empty.WithApiUser().WithTokens(1, inHebrew).Tokens.Single().ExpiresOn);
    }

    [Fact]
    public void T15_The_calendars_first_date_is_refused() =>
        Aggregate.Empty.WithApiUser().CreateToken(Acme.Request(LocalDate.MinIsoValue)).RefusedBecause(CommandRefusalReason.ExpirationNotInFuture);

    [Fact]
    public void T15_T17_The_refusal_still_has_its_message_on_the_last_date_of_the_calendar() =>
        Aggregate.Empty.WithApiUser().CreateToken(Acme.Request(LastDate), now: Instant.MaxValue)
            .RefusedBecause(CommandRefusalReason.ExpirationNotInFuture);

    [Fact]
    public void R18_Only_a_Super_Admin_creates_a_token() =>
        Aggregate.Empty.WithApiUser().CreateToken(actor: Acme.SuperAdmin with { IsSuperAdmin = false })
            .RefusedBecause(CommandRefusalReason.SuperAdminRequired);

    [Fact]
    public void R11_A_token_without_an_id_or_a_name_is_not_created()
    {
        var account = Aggregate.Empty.WithApiUser();
        var secret = Credential.Generate(CredentialKind.AuthToken);

        Assert.Throws<ArgumentException>("tokenId", () =>
            account.DecideCreateToken(Aggregate.Stamp(), Acme.Request(), default, secret, protectedSecret: null));
        Assert.Throws<ArgumentNullException>(() =>
            account.DecideCreateToken(Aggregate.Stamp(), Acme.Request() with { Name = null! }, AuthTokenId.New(), secret, protectedSecret: null));
    }
}
