using System.Collections;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Tests.Management;

/// <summary>T38: every text that the core produces, in every form, is searched for the secrets that it handled.</summary>
public sealed class SecrecyTests
{
    private static readonly JsonSerializerOptions WithFields = new() { IncludeFields = true };

    [Fact]
    public async Task T38_No_secret_is_in_texts_JSON_logs_exceptions_or_the_history()
    {
        using var logs = new EveryLog();
        var store = new BreakingStore();
        var acme = new Acme(store, new ApiAccessOptions { KeepTokenSecrets = true, MaxCommitAttempts = 3 }, logs: logs, time: new ImpatientTimeProvider());
        var key = await acme.OpenAsync();
        var issued = await acme.CreateTokenAsync();
        var said = new List<object?>
        {
            key,
            issued,
            await acme.Manager.GetApiKeyAsync(Acme.SuperAdmin),
            (await acme.Manager.GetApiKeyAsync(Acme.SuperAdmin)).Value,
            await acme.Manager.RevealTokenAsync(Acme.SuperAdmin, issued.Token.Id),
            await acme.Manager.DeleteTokenAsync(Acme.SuperAdmin, issued.Token.Id),
            await acme.ValidateAsync(key, issued.Secret),
            await acme.ValidateAsync(key, Credential.Generate(CredentialKind.AuthToken)),
            await acme.ValidateAsync(issued.Secret, key),
            await acme.LoadAsync(),
            await store.ReadHistoryAsync(Acme.Id, 0, 100, default),
            await store.ReadFeedAsync(FeedPosition.Start, 100, default),
            store.Commits,
            AccountSerializer.Serialize(await acme.LoadAsync()),
            await FailAsync(() => AuthTokenName.Parse(key.Reveal() + "\0")),
        };
        Array.ForEach([Break.UnknownAfterStoring, Break.Unavailable, Break.Unavailable], store.BreakNext);
        said.Add(await FailAsync(() => acme.Manager.RevealTokenAsync(Acme.SuperAdmin, issued.Token.Id)));
        store.ReadFault = new StoreUnavailableException();
        said.Add(await acme.ValidateAsync(key, issued.Secret));

        var everything = said.SelectMany(Forms).Concat(logs.Lines).ToList();

        Assert.Contains(logs.Lines, line => line.Contains("CommitRepeated", StringComparison.Ordinal));
        Assert.Contains(logs.Lines, line => line.Contains("CredentialsRefused", StringComparison.Ordinal));
        Assert.Contains(logs.Lines, line => line.Contains("StoreUnavailable", StringComparison.Ordinal));
        Assert.All(new[] { key, issued.Secret }, secret => Assert.DoesNotContain(everything, text => IsIn(secret, text)));
    }

    [Theory]
    [InlineData(CredentialKind.ApiKey, "tvk_[redacted]")]
    [InlineData(CredentialKind.AuthToken, "tvt_[redacted]")]
    public void T38_A_credential_prints_redacted_to_people_and_debuggers(CredentialKind kind, string redacted)
    {
        var credential = Credential.Generate(kind);

        Assert.Equal(redacted, $"{credential}");
        Assert.Equal("{ToString(),nq}", typeof(Credential).GetCustomAttribute<DebuggerDisplayAttribute>()?.Value);
    }

    [Fact]
    public void T38_The_hint_reveals_nothing_of_the_random_part()
    {
        var text = Credential.Generate(CredentialKind.AuthToken);

        Assert.Equal(text.Reveal()[^4..], text.Hint);
    }

    private static bool IsIn(Credential secret, string text) => text.Contains(secret.Reveal().Substring(4, 12), StringComparison.Ordinal);

    private static IEnumerable<string> Forms(object? said)
    {
        yield return $"{said}";
        yield return said is Exception ? "" : Json(said);
        if (said is IEnumerable parts and not string)
        {
            foreach (var form in parts.Cast<object?>().SelectMany(Forms))
            {
                yield return form;
            }
        }
    }

    // Some types cannot be serialized to JSON (a refused result has no value), which does not reveal anything either.
    private static string Json(object? said)
    {
        try
        {
            return JsonSerializer.Serialize(said, said?.GetType() ?? typeof(object), WithFields);
        }
        catch (Exception exception) when (exception is InvalidOperationException or NotSupportedException)
        {
            return $"{exception}";
        }
    }

    private static async Task<Exception> FailAsync(Func<Task> call) => (await Record.ExceptionAsync(call))!;

    private static Task<Exception> FailAsync(Func<object> call) => Task.FromResult(Record.Exception(call)!);

    /// <summary>Every line of every category at the most verbose level, with its state and exception.</summary>
    private sealed class EveryLog : ILoggerFactory, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Add($"{state}");
            return null;
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{eventId.Name} {formatter(state, exception)} {Json(state)} {exception}");

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
