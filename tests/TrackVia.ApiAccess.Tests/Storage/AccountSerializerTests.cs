using System.Text;
using FsCheck.Xunit;
using NodaTime;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Accounts;

namespace TrackVia.ApiAccess.Tests.Storage;

public sealed class AccountSerializerTests
{
    private static readonly AccountAccess Full =
        Aggregate.Empty.WithApiUser().After(it => it.CreateKey()).WithTokens(2, LocalDate.MaxIsoValue);

    private static readonly AuthToken Token = Full.Tokens.First() with { ProtectedSecret = "protected" };

    private static ChangeOrigin Origin => new()
    {
        Id = ChangeId.New(),
        AccountId = Acme.Id,
        Version = 7,
        At = Acme.Noon.PlusNanoseconds(123_456_000),
        By = Acme.Admin,
    };

    public static TheoryData<AccessChange> EveryKindOfChange =>
    [
        new ApiKeyCreated { Origin = Origin, ApiKey = Full.ApiKey! },
        new AuthTokenCreated { Origin = Origin, Token = Token },
        new AuthTokenCreated { Origin = Origin, Token = Token with { ProtectedSecret = null } },
        new AuthTokenDeactivated { Origin = Origin, TokenId = Token.Id },
        new AuthTokenResumed { Origin = Origin, TokenId = Token.Id },
        new AuthTokenDeleted { Origin = Origin, TokenId = Token.Id },
        new AuthTokenRevealed { Origin = Origin, TokenId = Token.Id },
        new UserAccessChanged { Origin = Origin, User = Full.GetUser(Acme.Integration) },
        new UserRemoved { Origin = Origin, UserId = Acme.Integration },
    ];

    [Theory]
    [MemberData(nameof(EveryKindOfChange))]
    public void R26_A_change_is_read_back_equal(AccessChange change) => Assert.Equal(change, AccountSerializer.DeserializeChange(AccountSerializer.Serialize(change)));

    [Fact]
    public void R26_No_kind_of_change_was_forgotten() => Assert.Equal(
        typeof(AccessChange).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(AccessChange))).Select(type => type.Name).Order(),
        EveryKindOfChange.AsEnumerable<object[]>().Select(row => row[0].GetType().Name).Distinct().Order());

    [Fact]
    public void An_account_is_read_back_equal()
    {
        Assert.Equal(Full, AccountSerializer.DeserializeAccount(AccountSerializer.Serialize(Full)));
        Assert.Equal(Aggregate.Empty, AccountSerializer.DeserializeAccount(AccountSerializer.Serialize(Aggregate.Empty)));
    }

    [Property(Arbitrary = [typeof(HostileText)], MaxTest = 300)]
    public void R22_Every_name_and_date_is_read_back_equal(string? name, ushort days)
    {
        if (AuthTokenName.TryParse(name, out var parsed, out _))
        {
            var change = new AuthTokenCreated
            {
                Origin = Origin,
                Token = Token with { Name = parsed, ExpiresOn = Acme.Today.PlusDays(days) },
            };

            Assert.Equal(change, AccountSerializer.DeserializeChange(AccountSerializer.Serialize(change)));
        }
    }

    [Fact]
    public void JSON_that_lost_any_character_is_read_as_damaged_or_as_something_else_but_never_breaks_the_reader()
    {
        var json = AccountSerializer.Serialize(Full);
        for (var i = 0; i < json.Length; i++)
        {
            var damaged = json.Remove(i, 1);
            Assert.True(Record.Exception(() => AccountSerializer.DeserializeAccount(damaged)) is null or FormatException, damaged);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":"acme","version":1,"users":[null],"tokens":[]}""")]
    [InlineData("""{"id":"acme","version":1,"users":[],"tokens":[null]}""")]
    [InlineData("""{"id":"acme","version":-1,"users":[],"tokens":[]}""")]
    [InlineData("""{"id":"","version":1,"users":[],"tokens":[]}""")]
    public void Damaged_JSON_is_reported_as_damaged(string json) => Assert.Throws<FormatException>(() => AccountSerializer.DeserializeAccount(json));

    [Fact]
    public void T42_What_was_stored_by_another_version_of_the_rules_is_read_back_equal()
    {
        var account = AccountAccess.Restore(
            AccountId.Restore("a b"),
            3,
            null,
            [new UserAccess { UserId = UserId.Restore("DOMAIN\\olivia"), IsApiUser = true, IsEnabled = true }],
            [Token with { Name = AuthTokenName.Restore(new string('\u0958', 100)), UserId = UserId.Restore("\u0378") }]);
        var change = new AuthTokenCreated
        {
            Origin = new ChangeOrigin
            {
                Id = ChangeId.New(),
                AccountId = account.Id,
                Version = 4,
                At = Acme.Noon,
                By = UserId.Restore("e\u0301"),
            },
            Token = account.Tokens.Single(),
        };

        Assert.Equal(account, AccountSerializer.DeserializeAccount(AccountSerializer.Serialize(account)));
        Assert.Equal(change, AccountSerializer.DeserializeChange(AccountSerializer.Serialize(change)));
    }

    [Fact]
    public void A_change_by_a_newer_library_is_reported_with_the_remedy()
    {
        var json = AccountSerializer.Serialize(new UserRemoved
        {
            Origin = Origin,
            UserId = Acme.Integration,
        }).Replace(nameof(UserRemoved), "UserMerged", StringComparison.Ordinal);

        Assert.Contains("update the library", Assert.ThrowsAny<FormatException>(() => AccountSerializer.DeserializeChange(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void T38_A_message_about_damage_holds_nothing_of_the_text()
    {
        var damaged = AccountSerializer.Serialize(new AuthTokenCreated
        {
            Origin = Origin,
            Token = Token,
        }).Replace("}}", "}", StringComparison.Ordinal);

        Assert.DoesNotContain("protected", $"{Assert.Throws<FormatException>(() => AccountSerializer.DeserializeChange(damaged))}", StringComparison.Ordinal);
    }

    [Fact]
    public void R26_What_was_written_before_formats_had_a_version_is_read()
    {
        var changes = TextsBeforeFormatVersions.History.Select(AccountSerializer.DeserializeChange).ToList();
        var account = AccountSerializer.DeserializeAccount(TextsBeforeFormatVersions.Account);

        Assert.Equal(EveryKindOfChange.AsEnumerable<object[]>().Select(row => ((AccessChange)row[0]).Kind).Distinct().Order(), changes.Select(change => change.Kind).Distinct().Order());
        Assert.Equal(account, changes.Aggregate(AccountAccess.Empty(account.Id), (state, change) => state.Apply(change)));
    }

    [Fact]
    public void Nothing_but_the_version_of_the_format_was_added_to_what_is_written()
    {
        Assert.Equal(
            TextsBeforeFormatVersions.History.Select(WithVersion), TextsBeforeFormatVersions.History.Select(json => AccountSerializer.Serialize(AccountSerializer.DeserializeChange(json))));
        Assert.Equal(
            WithVersion(TextsBeforeFormatVersions.Account), AccountSerializer.Serialize(AccountSerializer.DeserializeAccount(TextsBeforeFormatVersions.Account)));

        static string WithVersion(string json) => json.Insert(1, "\"v\":1,");
    }

    [Theory]
    [MemberData(nameof(EveryKindOfChange))]
    public void UTF_8_is_the_same_text(AccessChange change)
    {
        Assert.Equal(Encoding.UTF8.GetBytes(AccountSerializer.Serialize(change)), AccountSerializer.SerializeToUtf8Bytes(change));
        Assert.Equal(change, AccountSerializer.DeserializeChange(AccountSerializer.SerializeToUtf8Bytes(change)));
        Assert.Equal(Encoding.UTF8.GetBytes(AccountSerializer.Serialize(Full)), AccountSerializer.SerializeToUtf8Bytes(Full));
        Assert.Equal(Full, AccountSerializer.DeserializeAccount(AccountSerializer.SerializeToUtf8Bytes(Full)));
    }

    [Theory]
    [InlineData("""{"v":2}""")]
    [InlineData("""{"tokens":"elsewhere","v":3,"kind":"UserMerged"}""")]
    [InlineData("""{"v":2,"kind":"UserRemoved","id":7}""")]
    public void A_newer_format_is_refused_with_the_remedy_before_anything_else_is_read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        Assert.Contains("update the library", Assert.Throws<NewerFormatException>(() => AccountSerializer.DeserializeChange(json)).Message, StringComparison.Ordinal);
        Assert.Contains("update the library", Assert.Throws<NewerFormatException>(() => AccountSerializer.DeserializeAccount(json)).Message, StringComparison.Ordinal);
        Assert.Throws<NewerFormatException>(() => AccountSerializer.DeserializeAccount(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("""{"v":-1}""")]
    [InlineData("""{"v":"2"}""")]
    [InlineData("""{"v":1}""")]
    [InlineData("\ud800")]
    public void A_damaged_format_is_not_taken_for_a_newer_one(string json)
    {
        Assert.Throws<FormatException>(() => AccountSerializer.DeserializeChange(json));
        Assert.Throws<FormatException>(() => AccountSerializer.DeserializeAccount(json));
    }

    [Theory]
    [MemberData(nameof(EveryKindOfChange))]
    public void A_feed_entry_has_the_change(AccessChange change)
    {
        var position = new FeedPosition(9);

        Assert.Equal(new FeedEntry(position, change), AccountSerializer.DeserializeFeedEntry(position, AccountSerializer.Serialize(change)));
        Assert.Equal(new FeedEntry(position, change), AccountSerializer.DeserializeFeedEntry(position, AccountSerializer.SerializeToUtf8Bytes(change)));
    }

    [Theory]
    [InlineData("\"v\":1,\"kind\":\"UserMerged\"")]
    [InlineData("\"v\":2,\"kind\":\"UserRemoved\",\"at\":12")]
    public void A_feed_entry_of_a_newer_library_has_the_identity_and_no_change(string newer)
    {
        var origin = Origin;
        var json = $$"""{{{newer}},"id":"{{origin.Id}}","accountId":"{{origin.AccountId}}","version":7}""";
        var entry = AccountSerializer.DeserializeFeedEntry(new FeedPosition(9), json);

        Assert.Equal(new FeedEntry(new FeedPosition(9), origin.AccountId, 7, origin.Id, change: null), entry);
        Assert.Equal(entry, AccountSerializer.DeserializeFeedEntry(new FeedPosition(9), Encoding.UTF8.GetBytes(json)));
        Assert.Throws<FormatException>(() => AccountSerializer.DeserializeFeedEntry(new FeedPosition(9), json.Replace("accountId", "account", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_feed_entry_cannot_contradict_its_change()
    {
        var change = new UserRemoved { Origin = Origin, UserId = Acme.Integration };
        var position = new FeedPosition(9);

        Assert.Throws<ArgumentException>(() => new FeedEntry(position, AccountId.Parse("globex"), change.Version, change.Id, change));
        Assert.Throws<ArgumentException>(() => new FeedEntry(position, change.AccountId, 8, change.Id, change));
        Assert.Throws<ArgumentException>(() => new FeedEntry(position, change.AccountId, change.Version, ChangeId.New(), change));
        Assert.Throws<ArgumentException>(() => new FeedEntry(position, default, 1, ChangeId.New(), change: null));
        Assert.Throws<ArgumentException>(() => new FeedEntry(position, Acme.Id, 1, default, change: null));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeedEntry(position, Acme.Id, 0, ChangeId.New(), change: null));
        Assert.Throws<ArgumentNullException>(() => new FeedEntry(position, null!));
    }
}
