using System.Collections.Concurrent;
using System.Reflection;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using HostApp.Tests;
using Microsoft.Playwright;

namespace HostApp.Browser.Tests;

/// <summary>A Super Admin's browser on the API Access page of a running sample. What the browser complains of fails the test.</summary>
internal sealed class Console : IAsyncDisposable
{
    public const string Admin = "admin@acme.example";

    private static readonly string Screenshots =
        typeof(Console).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Screenshots").Value!;

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = [];

    private Console(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>Gets what the browser said beyond answers that a test expects: a breach of the content security policy, an error of the script.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public static async Task<Console> OpenAsync(IBrowser browser, SampleHost host, BrowserNewContextOptions? options = null, string userName = Admin, bool goesToPage = true)
    {
        var console = await OpenAsync(browser, host.Url, options);
        var signIn = await console.Page.Context.APIRequest.PostAsync("session", new() { DataObject = new { userName, password = host.Password } });
        Assert.Equal(204, signIn.Status);
        if (goesToPage)
        {
            await console.GoToAsync();
        }

        return console;
    }

    /// <summary>Opens an empty page without signing in.</summary>
    public static async Task<Console> OpenAsync(IBrowser browser, Uri host, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = host.ToString();
        options.Locale ??= "en-GB";
        options.TimezoneId ??= "America/Denver";
        var context = await browser.NewContextAsync(options);
        await context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var console = new Console(context, await context.NewPageAsync());
        console.Watch(host);
        return console;
    }

    public async Task GoToAsync(string path = SampleHost.ApiAccess)
    {
        await Page.GotoAsync(path);
        await Assertions.Expect(Page.Locator("main")).Not.ToHaveAttributeAsync("aria-busy", "true");
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Row(string token) => Page.GetByRole(AriaRole.Row).Filter(new() { Has = Page.GetByRole(AriaRole.Rowheader, new() { Name = token }) });

    public ILocator Dialog => Page.Locator("dialog[open]");

    public async Task<IReadOnlyList<string>> OpenMenuAsync(string token)
    {
        await Button($"Actions for {token}").ClickAsync();
        return await Page.GetByRole(AriaRole.Menuitem).AllTextContentsAsync();
    }

    public async Task ChooseAsync(string token, string action)
    {
        await OpenMenuAsync(token);
        await Page.GetByRole(AriaRole.Menuitem, new() { Name = action }).ClickAsync();
    }

    public Task<string> ClipboardAsync() => Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");

    /// <summary>WCAG 2.2 AA, as far as a program can judge it.</summary>
    public async Task IsAccessibleAsync()
    {
        // What fades in or out has the wrong contrast while it does.
        await Page.EvaluateAsync("() => Promise.all(document.getAnimations().map(animation => animation.finished))");
        var result = await Page.RunAxe(new AxeRunOptions
        {
            RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
        });
        Assert.True(
            result.Violations.Length == 0,
            string.Join('\n', result.Violations.Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}")));
    }

    public async Task HasNoHorizontalScrollAsync() => Assert.True(await Page.EvaluateAsync<bool>(
        "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "The page scrolls sideways.");

    /// <summary>Takes a picture of the page for people to look at; credentials are shown as dots.</summary>
    public async Task TakePictureAsync(string name, bool isWhole = false)
    {
        // Playwright's own masks would lie above an open dialog.
        await Page.EvaluateAsync("() => document.querySelectorAll('#key, #secret').forEach(field => field.style.webkitTextSecurity = 'disc')");
        await Page.ScreenshotAsync(new()
        {
            Path = Path.Combine(Screenshots, $"{name}.png"),
            FullPage = isWhole,
            Animations = ScreenshotAnimations.Disabled,
        });
    }

    /// <summary>Answers a call in the host's place.</summary>
    public Task AnswerAsync(string method, string address, int status, string detail) => Page.RouteAsync(address, route => route.Request.Method == method
        ? route.FulfillAsync(new() { Status = status, ContentType = "application/problem+json", Body = $$"""{ "detail": "{{detail}}" }""" })
        : route.ContinueAsync());

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private void Watch(Uri host)
    {
        Page.Console += (_, message) =>
        {
            // The browser reports each answer of 400 and above by itself; those are the tests' own.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _complaints.Enqueue(message.Text);
            }
        };
        Page.PageError += (_, error) => _complaints.Enqueue(error);
        Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(host.ToString(), StringComparison.Ordinal))
            {
                _complaints.Enqueue($"A request to {request.Url}.");
            }
        };
    }
}
