using HostApp.Tests;
using Microsoft.Playwright;

namespace HostApp.Browser.Tests;

/// <summary>A sample of its own for each test, on a SQLite file unless a test says otherwise.</summary>
public abstract class PageFixture(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime, IDisposable
{
    protected const string Integration = "integration@acme.example";

    private readonly TemporaryFolder _folder = new();

    private protected string DataFolder => _folder.Data;

    private protected SampleHost Host { get; private set; } = null!;

    private protected ConsoleSession Session { get; private set; } = null!;

    protected virtual IEnumerable<string> HostArguments => [];

    public virtual async Task InitializeAsync()
    {
        Host = await SampleHost.StartAsync(_folder.Data, HostArguments);
        Session = await ConsoleSession.SignInAsync(Host, Console.Admin);
    }

    public virtual Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Session?.Dispose();
        Host?.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<Console> OpenAsync(BrowserNewContextOptions? options = null, string userName = Console.Admin, bool goesToPage = true) =>
        Console.OpenAsync(chromium.Browser, Host, options, userName, goesToPage);
}
