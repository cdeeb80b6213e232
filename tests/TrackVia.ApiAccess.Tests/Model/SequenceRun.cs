using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Model;

/// <summary>Runs a sequence of commands against manager and store on one side and the model on the other, and compares after each step.</summary>
internal sealed class SequenceRun
{
    private readonly Acme _acme;
    private readonly AccountModel _model = new();

    // Every id that was ever given, so that deleted tokens are asked for too; the first is one that never was.
    private readonly List<AuthTokenId> _ids = [AuthTokenId.New()];

    private SequenceRun(IApiAccessStore store) => _acme = new Acme(store);

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

    private static UserId User(int number) => number == 3 ? Acme.Admin : UserId.Parse($"robot-{number}");

    private async Task<AccountAccess> StepAsync(Command step, AccountAccess before)
    {
        var changesBefore = _model.Changes;
        if (step is Command.CreateTokens create)
        {
            await CreateTokensAsync(create);
        }
        else
        {
            var (expected, actual) = await ExecuteAsync(step);
            Assert.Equal(expected, actual);
        }

        var account = await _acme.LoadAsync();
        if (_model.Changes == changesBefore)
        {
            Assert.Equal(before, account);
        }

        AssertAgrees(account);
        return account;
    }

    private async Task<(CommandRefusalReason? Expected, CommandRefusalReason? Actual)> ExecuteAsync(Command step)
    {
        var manager = _acme.Manager;
        switch (step)
        {
            case Command.CreateKey:
                return (_model.CreateKey(), (await manager.CreateApiKeyAsync(Acme.SuperAdmin)).Refusal?.Reason);
            case Command.PullTrigger(var number, var trigger):
                var id = Id(number);
                return (_model.Pull(trigger, id, _acme.Clock.GetCurrentInstant()), await PullAsync(trigger, id));
            case Command.Reveal(var number):
                return (_model.Reveal(Id(number)), (await manager.RevealTokenAsync(Acme.SuperAdmin, Id(number))).Refusal?.Reason);
            case Command.SetUser(var number, var isApiUser, var isEnabled):
                return (
                    _model.SetUser(User(number), isApiUser, isEnabled),
                    (await manager.SetUserAccessAsync(Acme.SuperAdmin, User(number), new UserAccessChange { IsApiUser = isApiUser, IsEnabled = isEnabled })).Refusal?.Reason);
            case Command.RemoveUser(var number):
                return (_model.RemoveUser(User(number)), (await manager.RemoveUserAsync(Acme.SuperAdmin, User(number))).Refusal?.Reason);
            case Command.SetInDirectory(var number, var isThere):
                _ = isThere ? _acme.Directory.Unknown.Remove(User(number)) : _acme.Directory.Unknown.Add(User(number));
                _ = isThere ? _model.Gone.Remove(User(number)) : _model.Gone.Add(User(number));
                return default;
            case Command.SetClock clock:
                _acme.Clock.Reset(clock.Now);
                return default;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "No such command.");
        }
    }

    private async Task<CommandRefusalReason?> PullAsync(AuthTokenTrigger trigger, AuthTokenId id) => trigger switch
    {
        AuthTokenTrigger.Deactivate => (await _acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, id)).Refusal?.Reason,
        AuthTokenTrigger.Resume => (await _acme.Manager.ResumeTokenAsync(Acme.SuperAdmin, id)).Refusal?.Reason,
        _ => (await _acme.Manager.DeleteTokenAsync(Acme.SuperAdmin, id)).Refusal?.Reason,
    };

    private async Task CreateTokensAsync(Command.CreateTokens create)
    {
        var expiresOn = Acme.Today.PlusDays(create.ExpiresAfterDays);
        for (var i = 0; i < create.Count; i++)
        {
            var expected = _model.RefusalToCreate(User(create.User), expiresOn, _acme.Clock.GetCurrentInstant());
            var result = await _acme.Manager.CreateTokenAsync(Acme.SuperAdmin, Acme.Request(expiresOn, User(create.User)));

            Assert.Equal(expected, result.Refusal?.Reason);
            if (result.IsSuccess)
            {
                _ids.Add(result.Value.Token.Id);
                _model.AddToken(result.Value.Token.Id, User(create.User), expiresOn);
            }
        }
    }

    private AuthTokenId Id(int number) => _ids[^(1 + (number % _ids.Count))];

    private void AssertAgrees(AccountAccess account)
    {
        Assert.InRange(account.TokenCount, 0, 100);
        Assert.Equal(_model.Changes, account.Version);
        Assert.Equal(_model.HasKey, account.ApiKey is not null);
        Assert.Equal(
            _model.Users.Select(user => new UserAccess
            {
                UserId = user.Key,
                IsApiUser = user.Value.IsApiUser,
                IsEnabled = user.Value.IsEnabled,
            }).OrderBy(user => user.UserId.Value, StringComparer.Ordinal),
            account.Users);
        Assert.Equal(
            _model.Tokens.Select(token => (token.Key.ToString(), token.Value.User, token.Value.ExpiresAt, token.Value.IsDeactivated)).ToHashSet(),
            account.Tokens.Select(token => (token.Id.ToString(), token.UserId, token.ExpiresAt, token.IsDeactivated)).ToHashSet());
    }

    private async Task ReplayAsync(AccountAccess account)
    {
        var history = await _acme.Store.ReadHistoryAsync(Acme.Id, 0, IApiAccessStore.MaxPageSize, CancellationToken.None);

        Assert.Equal(Enumerable.Range(1, _model.Changes).Select(version => (long)version), history.Select(change => change.Version));
        Assert.Equal(account, history.Aggregate(AccountAccess.Empty(Acme.Id), (replayed, change) => replayed.Apply(change)));
    }
}
