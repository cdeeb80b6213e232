using System.Globalization;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Testing;

namespace TrackVia.ApiAccess.Tests.Management;

/// <summary>
/// Runs a sequence of commands on the manager and on the kit's model, and compares the two after each step. The kit's own runner decides
/// without the manager.
/// </summary>
internal sealed class SequenceRun
{
    private readonly ApiAccessOptions _options = new();
    private readonly Acme _acme;
    private readonly AccountModel _model = new();
    private readonly Dictionary<int, IssuedAuthToken> _issued = [];
    private readonly AuthTokenId _unknown = AuthTokenId.New();

    private SequenceRun(IApiAccessStore store)
    {
        _acme = new Acme(store, _options);
        _acme.Clock.Reset(_model.Now);
        for (var user = 0; user <= AccountModel.LastUser; user++)
        {
            if (!_model.IsInDirectory(user))
            {
                _acme.Directory.Unknown.Add(User(user));
            }
            else if (!_model.IsActive(user))
            {
                _acme.Directory.Inactive.Add(User(user));
            }
        }
    }

    public static async Task CheckAsync(IApiAccessStore store, CommandSequence sequence)
    {
        var run = new SequenceRun(store);
        var before = await run._acme.LoadAsync();
        foreach (var step in sequence.Steps)
        {
            before = await run.StepAsync(step, before);
        }

        await run.ReplayAsync(before);
    }

    private static UserId User(int number) =>
        number == AccountModel.Self ? Acme.Admin : UserId.Parse(string.Create(CultureInfo.InvariantCulture, $"robot-{number}"));

    private static Actor ActorOf(Caller caller) => Acme.SuperAdmin with
    {
        IsSuperAdmin = caller is not Caller.OrdinaryUser,
        HasUserProfileAccess = caller is not Caller.SuperAdminWithoutUserProfiles,
    };

    private async Task<AccountAccess> StepAsync(AccountCommand step, AccountAccess before)
    {
        var changesBefore = _model.Changes;
        var repetitions = step is CreateTokens create ? create.Count : 1;
        for (var i = 0; i < repetitions; i++)
        {
            await ExecuteAsync(step is CreateTokens one ? one with { Count = 1 } : step);
        }

        var account = await _acme.LoadAsync();
        if (_model.Changes == changesBefore)
        {
            Assert.Equal(before, account);
        }

        AssertMatches(account);
        return account;
    }

    private async Task ExecuteAsync(AccountCommand command)
    {
        var number = _model.Created;
        var expected = _model.Execute(command);
        switch (command)
        {
            case SetClock clock:
                _acme.Clock.Reset(clock.Now);
                break;
            case SetInDirectory { User: var user, IsPresent: var isPresent }:
                _ = isPresent ? _acme.Directory.Unknown.Remove(User(user)) : _acme.Directory.Unknown.Add(User(user));
                break;
            default:
                Assert.Equal(expected, await ManageAsync(command, ActorOf(command.By), number));
                break;
        }
    }

    private async Task<CommandRefusalReason?> ManageAsync(AccountCommand command, Actor actor, int number)
    {
        var manager = _acme.Manager;
        return command switch
        {
            CreateApiKey => (await manager.CreateApiKeyAsync(actor)).Refusal?.Reason,
            CreateTokens create => await CreateTokenAsync(create, actor, number),
            DeactivateToken(var token) => (await manager.DeactivateTokenAsync(actor, IdOf(token))).Refusal?.Reason,
            ResumeToken(var token) => (await manager.ResumeTokenAsync(actor, IdOf(token))).Refusal?.Reason,
            DeleteToken(var token) => (await manager.DeleteTokenAsync(actor, IdOf(token))).Refusal?.Reason,
            RevealToken(var token) => await RevealAsync(token, actor),
            SetUser set => (await manager.SetUserAccessAsync(actor, User(set.User), new UserAccessChange
            {
                IsApiUser = set.IsApiUser,
                IsEnabled = set.IsEnabled,
            })).Refusal?.Reason,
            RemoveUser(var user) => (await manager.RemoveUserAsync(actor, User(user))).Refusal?.Reason,
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "The manager does not have this command."),
        };
    }

    private async Task<CommandRefusalReason?> CreateTokenAsync(CreateTokens create, Actor actor, int number)
    {
        // The model keeps the secrets of tokens with even numbers.
        _options.KeepTokenSecrets = number % 2 == 0;
        var result = await _acme.Manager.CreateTokenAsync(
            actor, Acme.Request(AccountModel.FirstDay.PlusDays(create.Day), User(create.User)));
        if (result.IsSuccess)
        {
            _issued.Add(number, result.Value);
        }

        return result.Refusal?.Reason;
    }

    private async Task<CommandRefusalReason?> RevealAsync(int number, Actor actor)
    {
        var result = await _acme.Manager.RevealTokenAsync(actor, IdOf(number));
        if (result.IsSuccess)
        {
            Assert.Equal(_issued[number].Secret.Reveal(), result.Value.Reveal());
        }

        return result.Refusal?.Reason;
    }

    private AuthTokenId IdOf(int number) => _issued.TryGetValue(number, out var issued) ? issued.Token.Id : _unknown;

    private void AssertMatches(AccountAccess account)
    {
        Assert.InRange(account.TokenCount, 0, AccountAccess.MaxTokens);
        Assert.Equal(_model.Changes, account.Version);
        Assert.Equal(_model.HasApiKey, account.ApiKey is not null);
        Assert.Equal(
            _model.Users.Select(user => new UserAccess
            {
                UserId = User(user.Key),
                IsApiUser = user.Value.IsApiUser,
                IsEnabled = user.Value.IsEnabled,
            }).OrderBy(user => user.UserId.Value, StringComparer.Ordinal),
            account.Users);
        Assert.Equal(
            _model.Tokens.Select(token => (IdOf(token.Key), User(token.Value.User), token.Value.ExpiresOn, token.Value.IsDeactivated)).ToHashSet(),
            account.Tokens.Select(token => (token.Id, token.UserId, token.ExpiresOn, token.IsDeactivated)).ToHashSet());
    }

    private async Task ReplayAsync(AccountAccess account)
    {
        var history = await _acme.Store.ReadHistoryAsync(Acme.Id, 0, IApiAccessStore.MaxPageSize, CancellationToken.None);

        Assert.Equal(Enumerable.Range(1, _model.Changes).Select(version => (long)version), history.Select(change => change.Version));
        Assert.Equal(account, history.Aggregate(AccountAccess.Empty(Acme.Id), (replayed, change) => replayed.Apply(change)));
    }
}
