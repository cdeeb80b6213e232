namespace HostApp.Tests;

/// <summary>
/// A started sample with accounts in memory, an API key and an auth token, for the tests that change nothing that another one sees: a
/// process takes longer to start than most of them to run.
/// </summary>
public sealed class SharedHost : IAsyncLifetime, IDisposable
{
    private const string Integration = "integration@acme.example";

    private readonly TemporaryFolder _folder = new();

    internal SampleHost Host { get; private set; } = null!;

    /// <summary>Gets the API key of the account acme.</summary>
    internal string Key { get; private set; } = "";

    /// <summary>Gets an active token of the account acme.</summary>
    internal NewToken Token { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Host = await SampleHost.StartAsync(_folder.Data, "--ApiAccess:Store", "InMemory", "--HostApp:SignInsPerMinute", "1000");
        using var admin = await ConsoleSession.SignInAsync(Host, "admin@acme.example");
        await admin.DesignateAsync(Integration);
        Key = await admin.CreateApiKeyAsync();
        Token = await admin.CreateTokenAsync(Integration);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Host.Dispose();
        _folder.Dispose();
    }
}

/// <summary>The tests that share one host.</summary>
[CollectionDefinition(Name)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711", Justification = "xunit's own word for tests that share a fixture.")]
public sealed class SharedHostCollection : ICollectionFixture<SharedHost>
{
    public const string Name = "Shared host";
}
