using NodaTime;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing.Harness;

namespace TrackVia.ApiAccess.Testing.Sequences;

/// <summary>Runs a sequence on the store by load, decide, commit, and on the model; compares them after each step.</summary>
internal sealed class SequenceRun(CaseRun trial, TestAccount account)
{
    private static readonly UserId Admin = UserId.Parse("admin");
    private static readonly AuthTokenName Name = AuthTokenName.Parse("sequence");

    private readonly AccountModel _model = new();
    private readonly Dictionary<int, AuthToken> _created = [];
    private readonly AuthTokenId _nobodys = AuthTokenId.New();
    private CredentialDigest? _apiKey;

    public static async Task CheckAsync(CaseRun trial, CommandSequence sequence)
    {
        var run = new SequenceRun(trial, trial.NewAccount());
        foreach (var step in sequence.Steps)
        {
            try
            {
                await run.StepAsync(step);
            }
            catch (ExpectationFailedException unmet)
            {
                throw new ExpectationFailedException(unmet.Expected, unmet.Seen) { Story = $"this sequence failed at: {step}" };
            }
        }

        await run.CheckHistoryAsync();
    }

    private async Task StepAsync(AccountCommand step)
    {
        if (step is CreateTokens { Count: > 1 } create)
        {
            for (var i = 0; i < create.Count; i++)
            {
                await ExecuteAsync(create with { Count = 1 });
            }
        }
        else
        {
            await ExecuteAsync(step);
        }

        await CheckStateAsync();
    }

    private async Task ExecuteAsync(AccountCommand command)
    {
        var number = _model.Created;
        var versionBefore = _model.Changes;
        var expected = _model.Execute(command);
        if (command is SetClock or SetInDirectory)
        {
            return;
        }

        var before = await trial.Store.LoadAsync(account.Id, trial.Stop);
        Expect.Equal(versionBefore, before.Version, $"the version before: {command}");
        var stamp = new ChangeStamp(ChangeId.New(), Actor(command.By), _model.Now);
        var decision = Decide(before, stamp, command, number);
        Expect.Equal(expected, decision.Refusal?.Reason, $"the refusal of: {command}");
        if (decision.Change is { } change)
        {
            await CommitAsync(change);
            Remember(change, number);
        }
    }

    private async Task CommitAsync(AccessChange change)
    {
        var result = await trial.Store.CommitAsync(change, account.State.Apply(change), trial.Stop);
        Expect.Equal(CommitOutcome.Committed, result.Outcome, $"the outcome of {Text.Of(change)}");
        account.Acknowledge(change);
    }

    private Decision Decide(AccountAccess state, ChangeStamp stamp, AccountCommand command, int number) => command switch
    {
        CreateApiKey => state.DecideCreateApiKey(stamp, TestData.Digest(), "protected"),
        CreateTokens create => state.DecideCreateToken(
            stamp,
            new NewAuthToken { Name = Name, ExpiresOn = AccountModel.FirstDay.PlusDays(create.Day), UserId = User(create.User) },
            AuthTokenId.New(),
            Credential.Generate(CredentialKind.AuthToken),
            number % 2 == 0 ? "protected" : null),
        DeactivateToken(var token) => state.DecideToken(stamp, Token(token), AuthTokenTrigger.Deactivate),
        ResumeToken(var token) => state.DecideToken(stamp, Token(token), AuthTokenTrigger.Resume),
        DeleteToken(var token) => state.DecideToken(stamp, Token(token), AuthTokenTrigger.Delete),
        RevealToken(var token) => state.DecideRevealToken(stamp, Token(token)),
        SetUser set => state.DecideUserAccess(stamp, User(set.User), Directory(set.User), set.IsApiUser, set.IsEnabled),
        RemoveUser(var user) => state.DecideRemoveUser(stamp, User(user)),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "The kit does not know this command."),
    };

    private void Remember(AccessChange change, int number)
    {
        switch (change)
        {
            case AuthTokenCreated { Token: var token }:
                _created.Add(number, token);
                break;
            case ApiKeyCreated { ApiKey: var apiKey }:
                _apiKey = apiKey.Digest;
                break;
        }
    }

    /// <summary>
    /// Compares the stored account with the model, in the library's terms. Values that the model does not have are those of the created
    /// objects.
    /// </summary>
    private async Task CheckStateAsync()
    {
        var seen = await trial.Store.LoadAsync(account.Id, trial.Stop);
        Expect.Equal(_model.Changes, seen.Version, "the version");
        Expect.Equal(_model.HasApiKey, seen.ApiKey is not null, "whether there is an API key");
        Expect.InOrder(
            [.. _model.Users.Select(user => new UserAccess
            {
                UserId = User(user.Key),
                IsApiUser = user.Value.IsApiUser,
                IsEnabled = user.Value.IsEnabled,
            }).OrderBy(user => user.UserId.Value, StringComparer.Ordinal)],
            seen.Users.ToList(),
            "the users");
        Expect.InOrder(
            [.. _model.Tokens.Select(token => Facts(_created[token.Key].Id, token.Value.User, token.Value.ExpiresOn, token.Value.IsDeactivated)).Order(StringComparer.Ordinal)],
            [.. seen.Tokens.Select(token => Facts(token.Id, NumberOf(token.UserId), token.ExpiresOn, token.IsDeactivated)).Order(StringComparer.Ordinal)],
            "the tokens");
        Expect.Equal(account.State, seen);
        if (_apiKey is { } digest)
        {
            var found = await trial.Store.FindAccountsAsync([digest], trial.Stop);
            Expect.Equal(account.Id, found.GetValueOrDefault(digest), "the account that the API key is found in");
        }
    }

    private async Task CheckHistoryAsync()
    {
        await account.CheckAsync();
        Expect.Equal(_model.Changes, account.Changes.Count, "the number of changes in the history");
    }

    private Actor Actor(Caller caller) => new()
    {
        AccountId = account.Id,
        UserId = Admin,
        IsSuperAdmin = caller != Caller.OrdinaryUser,
        HasUserProfileAccess = caller != Caller.SuperAdminWithoutUserProfiles,
    };

    private AuthTokenId Token(int number) => _created.TryGetValue(number, out var token) ? token.Id : _nobodys;

    private static UserId User(int number) => number == AccountModel.Self ? Admin : UserId.Parse(FormattableString.Invariant($"user-{number}"));

    private static int NumberOf(UserId user) => int.Parse(user.Value.AsSpan("user-".Length), System.Globalization.CultureInfo.InvariantCulture);

    private DirectoryUser? Directory(int number) => _model.IsInDirectory(number)
        ? new DirectoryUser
        {
            Id = User(number),
            DisplayName = "User",
            IsActive = _model.IsActive(number),
        }
        : null;

    private static string Facts(AuthTokenId id, int user, LocalDate expiresOn, bool isDeactivated) =>
        FormattableString.Invariant($"token {id} of user {user} until {expiresOn:uuuu-MM-dd}, deactivated {isDeactivated}");
}
