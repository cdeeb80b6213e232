using Microsoft.Extensions.Logging;

namespace TrackVia.ApiAccess.Tests.Management;

/// <summary>
/// T43: whatever a host's callback does, the call ends, names the callback that failed, and has changed nothing; and a revocation does not
/// need it.
/// </summary>
public sealed class HostCallbackTests : IDisposable
{
    private static readonly TimeSpan Timeout = new ApiAccessOptions().HostCallbackTimeout;

    private readonly BrokenDirectory _directory = new();
    private readonly BrokenProtector _protector = new();
    private readonly ManualResetEventSlim _end = new();
    private readonly Acme _acme;

    public HostCallbackTests() =>
        _acme = new Acme(options: new ApiAccessOptions { KeepTokenSecrets = true }, protector: _protector, directory: _directory);

    /// <summary>Releases the blocked threads.</summary>
    public void Dispose() => _end.Set();

    public static TheoryData<string> Faults => ["throws", "throws at once", "hangs", "blocks"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task T43_T44_A_user_is_disabled_undesignated_and_removed_while_the_directory(string fault)
    {
        await _acme.OpenAsync();
        var finds = _directory.Finds;
        _directory.OnFind = _ => Fail<DirectoryUser?>(fault);

        var disabled = await _acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsEnabled = false });
        var undesignated = await _acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsApiUser = false });
        var removed = await _acme.Manager.RemoveUserAsync(Acme.SuperAdmin, Acme.Integration);

        Assert.False(disabled.Value.IsEnabled);
        Assert.False(undesignated.Value.IsApiUser);
        Assert.True(removed.IsSuccess);
        Assert.Equal(finds, _directory.Finds);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task T43_A_user_of_whom_nothing_is_recorded_is_disabled_while_the_directory(string fault)
    {
        _directory.OnFind = _ => Fail<DirectoryUser?>(fault);

        var result = await EndsAsync(_acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsEnabled = false }));

        Assert.False(result.Value.IsEnabled);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task T43_Nobody_is_designated_or_enabled_while_the_directory(string fault)
    {
        var disabled = Acme.Integration;
        await _acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, disabled, new UserAccessChange { IsEnabled = false });
        _directory.OnFind = _ => Fail<DirectoryUser?>(fault);
        var before = await _acme.LoadAsync();

        var exceptions = new[]
        {
            await FailsAsync(_acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, disabled, new UserAccessChange { IsEnabled = true })),
            await FailsAsync(_acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, UserId.Parse("new@acme.example"), new UserAccessChange { IsApiUser = true })),
        };

        Assert.All(exceptions, exception => Assert.Equal("IUserDirectory.FindAsync", exception.Callback));
        Assert.Equal(before, await _acme.LoadAsync());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task T43_A_search_finds_known_users_by_id_and_has_the_error_while_the_directory(string fault)
    {
        _directory.OnSearch = () => Fail<DirectoryPage>(fault);

        await _acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsApiUser = true });
        _directory.OnFind = _ => Fail<DirectoryUser?>(fault);

        var page = (await EndsAsync(_acme.Manager.SearchUsersAsync(Acme.SuperAdmin, new() { Text = "INTEGRATION" }))).Value;

        Assert.Equal((Acme.Integration, Acme.Integration.Value, false), Assert.Single(page.Users.Select(user => (user.Access.UserId, user.Profile.DisplayName, user.Profile.IsActive))));
        Assert.Equal("IUserDirectory.FindManyAsync", page.DirectoryFailure?.Callback);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task T43_A_later_page_ends_with_an_error_while_the_directory(string fault)
    {
        _directory.OnSearch = () => new(new DirectoryPage { Users = [new() { Id = Acme.Admin, DisplayName = "Ada", IsActive = true }], ContinuationToken = "next" });
        var page = (await _acme.Manager.SearchUsersAsync(Acme.SuperAdmin, new())).Value;
        _directory.OnSearch = () => Fail<DirectoryPage>(fault);

        var search = _acme.Manager.SearchUsersAsync(Acme.SuperAdmin, new() { ContinuationToken = page.ContinuationToken });

        Assert.Equal("IUserDirectory.SearchAsync", (await FailsAsync(search)).Callback);
    }

    [Fact]
    public async Task T43_A_list_of_nonsense_is_listed_as_far_as_it_makes_sense()
    {
        var twice = new DirectoryUser { Id = Acme.Integration, DisplayName = "First", IsActive = true };
        DirectoryUser[] nonsense =
        [
            twice,
            null!,
            twice with { DisplayName = "Second" },
            new() { Id = default, DisplayName = "No id", IsActive = true },
            new() { Id = Acme.Admin, DisplayName = null!, IsActive = true },
        ];
        _directory.OnSearch = () => new(new DirectoryPage { Users = nonsense });

        var users = (await _acme.Manager.SearchUsersAsync(Acme.SuperAdmin, new())).Value.Users;

        Assert.Equal([("First", Acme.Integration), (Acme.Admin.Value, Acme.Admin)], users.Select(user => (user.Profile.DisplayName, user.Profile.Id)));
    }

    [Theory]
    [InlineData("no page")]
    [InlineData("no list")]
    [InlineData("too many users")]
    [InlineData("too long a token")]
    public async Task T43_A_page_that_cannot_be_used_is_an_error(string fault)
    {
        var later = new ManagedUserSearch { ContinuationToken = "d:next", MaxCount = 1 };
        var ada = new DirectoryUser { Id = Acme.Admin, DisplayName = "Ada", IsActive = true };
        _directory.OnSearch = () => new(fault switch
        {
            "no page" => null!,
            "no list" => new DirectoryPage { Users = null! },
            "too many users" => new DirectoryPage { Users = [ada, ada] },
            _ => new DirectoryPage { Users = [ada], ContinuationToken = new string('x', 1_025) },
        });

        // The directory responds, so no time has to pass.
        var thrown = await Assert.ThrowsAsync<HostCallbackException>(() => _acme.Manager.SearchUsersAsync(Acme.SuperAdmin, later));
        Assert.Contains("cannot be used", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T43_A_directory_that_ignores_case_does_not_answer_for_another_id()
    {
        _directory.OnFind = id => new(new DirectoryUser { Id = Acme.Integration, DisplayName = "Integration", IsActive = true });

        var result = await _acme.Manager.SetUserAccessAsync(
            Acme.SuperAdmin, UserId.Parse("Integration@acme.example"), new UserAccessChange { IsApiUser = true });

        Assert.Equal(CommandRefusalReason.UserNotFound, result.Refusal?.Reason);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    [InlineData("returns null")]
    [InlineData("returns nothing")]
    [InlineData("returns too much")]
    public async Task T43_No_key_and_no_token_is_created_while_the_protector(string fault)
    {
        await _acme.Manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsApiUser = true });
        _protector.OnProtect = _ => fault switch
        {
            "returns null" => null!,
            "returns nothing" => "",
            "returns too much" => new string('x', 2_049),
            _ => Fail<string>(fault).AsTask().GetAwaiter().GetResult(),
        };
        var before = await _acme.LoadAsync();

        await FailsAsync(_acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin));
        await FailsAsync(_acme.Manager.CreateTokenAsync(Acme.SuperAdmin, Acme.Request()));

        Assert.Equal(before, await _acme.LoadAsync());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    [InlineData("returns null")]
    [InlineData("returns another credential")]
    public async Task T43_Nothing_is_shown_and_every_token_can_be_revoked_while_the_protector(string fault)
    {
        await _acme.OpenAsync();
        var token = (await _acme.CreateTokenAsync()).Token.Id;
        _protector.OnUnprotect = () => fault switch
        {
            "returns null" => null,
            "returns another credential" => Credential.Generate(CredentialKind.ApiKey),
            _ => Fail<Credential?>(fault).AsTask().GetAwaiter().GetResult(),
        };
        _protector.OnProtect = _ => throw new InvalidOperationException("A revocation protects nothing.");

        await FailsAsync(_acme.Manager.GetApiKeyAsync(Acme.SuperAdmin));
        await FailsAsync(_acme.Manager.RevealTokenAsync(Acme.SuperAdmin, token));

        Assert.True((await _acme.Manager.DeactivateTokenAsync(Acme.SuperAdmin, token)).IsSuccess);
        Assert.True((await _acme.Manager.DeleteTokenAsync(Acme.SuperAdmin, token)).IsSuccess);
        Assert.DoesNotContain(await _acme.Store.ReadHistoryAsync(Acme.Id, 0, 100, default), change => change is AuthTokenRevealed);
    }

    [Fact]
    public async Task T38_T43_An_exception_that_holds_a_credential_reaches_no_log_and_no_caller()
    {
        using var log = new LastLog();
        var acme = new Acme(protector: _protector, logs: log);
        Credential? secret = null;
        _protector.OnProtect = credential =>
        {
            secret = credential;
            throw new InvalidOperationException($"Cannot protect {credential.Reveal()}.");
        };

        var exception = await Assert.ThrowsAsync<HostCallbackException>(() => acme.Manager.CreateApiKeyAsync(Acme.SuperAdmin));

        Assert.DoesNotContain(secret!.Reveal(), exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret.Reveal(), log.Text, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T43_Calls_that_hang_hold_a_bounded_number_of_callbacks()
    {
        var running = 0;
        _directory.OnSearch = () =>
        {
            Interlocked.Increment(ref running);
            return Fail<DirectoryPage>("hangs");
        };

        var calls = Enumerable.Range(0, 200).Select(_ => _acme.Manager.SearchUsersAsync(Acme.SuperAdmin, new() { ContinuationToken = "d:next" })).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref running) == 64));
        var exceptions = await Task.WhenAll(calls.Select(FailsAsync));

        Assert.Equal(64, running);
        Assert.All(exceptions, exception => Assert.Contains("did not return within 5 s", exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task T43_A_caller_who_stops_waiting_is_released_from_a_callback_that_ignores_the_token()
    {
        _directory.OnSearch = () => Fail<DirectoryPage>("blocks");
        using var patience = new CancellationTokenSource();

        var call = _acme.Manager.SearchUsersAsync(Acme.SuperAdmin, new(), patience.Token);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private ValueTask<T> Fail<T>(string fault)
    {
        switch (fault)
        {
            case "throws":
                return ValueTask.FromException<T>(new InvalidOperationException("The directory is down."));
            case "throws at once":
                throw new TimeoutException("The directory is down.");
            case "hangs":
                return new(new TaskCompletionSource<T>().Task);
            default:
                _end.Wait();
                return default;
        }
    }

    private async Task<HostCallbackException> FailsAsync<TResult>(Task<TResult> call) => await Assert.ThrowsAsync<HostCallbackException>(() => EndsAsync(call));

    /// <summary>Advances the time until the call has ended.</summary>
    private async Task<TResult> EndsAsync<TResult>(Task<TResult> call)
    {
        await Eventually.HoldsAsync(() =>
        {
            _acme.Time.Advance(Timeout / 10);
            return Task.FromResult(call.IsCompleted);
        });
        return await call;
    }

    private sealed class LastLog : ILoggerFactory, ILogger
    {
        public string Text { get; private set; } = "";

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Text += formatter(state, exception) + exception;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
