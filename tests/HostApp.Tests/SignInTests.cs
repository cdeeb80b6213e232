using System.Net;
using System.Net.Http.Json;

namespace HostApp.Tests;

/// <summary>Access to the console: which users get in, and for how long (R5, R9, R18).</summary>
public sealed class SignInTests(SignInTests.OwnPassword own) : IAsyncLifetime, IClassFixture<SignInTests.OwnPassword>
{
    private const string Admin = "admin@acme.example";
    private const string Olivia = "olivia@acme.example";

    private readonly SampleHost _host = own.Host;

    /// <summary>Olivia is an ordinary user again, whatever an earlier test has made of her.</summary>
    public async Task InitializeAsync()
    {
        using var admin = await ConsoleSession.SignInAsync(_host, Admin);
        await admin.SucceedAsync(HttpMethod.Put, $"users/{Olivia}", new { isApiUser = false, isEnabled = true });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_configured_demo_password_signs_in()
    {
        Assert.Equal("of my own choice", _host.Password);
        Assert.Equal(HttpStatusCode.NoContent, await SignInAsync(Admin, _host.Password));
    }

    [Theory]
    [InlineData(Admin, "wrong")]
    [InlineData("ADMIN@acme.example", null)]
    [InlineData("nobody@acme.example", null)]
    public async Task A_wrong_name_or_password_is_refused(string userName, string? password) =>
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(userName, password ?? _host.Password));

    [Fact]
    public async Task A_sign_in_without_its_fields_names_them()
    {
        using var response = await _host.Client.PostAsJsonAsync("session", new { });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("\"errors\":{\"userName\":", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_User_cannot_sign_in_R5()
    {
        using var admin = await ConsoleSession.SignInAsync(_host, Admin);
        await admin.DesignateAsync(Olivia);

        Assert.Equal(HttpStatusCode.Forbidden, await SignInAsync(Olivia, _host.Password));
    }

    [Fact]
    public async Task A_wrong_password_does_not_reveal_who_is_an_API_User_R5()
    {
        using var admin = await ConsoleSession.SignInAsync(_host, Admin);
        await admin.DesignateAsync(Olivia);

        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(Olivia, "wrong"));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_session_ends_when_its_user_becomes_an_API_User_or_is_disabled(bool isApiUser, bool isEnabled)
    {
        using var admin = await ConsoleSession.SignInAsync(_host, Admin);
        using var olivia = await ConsoleSession.SignInAsync(_host, Olivia);
        Assert.Equal(HttpStatusCode.Forbidden, await olivia.StatusAsync(HttpMethod.Get, "tokens")); // Signed in, but no Super Admin (R18).

        await admin.SucceedAsync(HttpMethod.Put, $"users/{Olivia}", new { isApiUser, isEnabled });

        Assert.Equal(HttpStatusCode.Unauthorized, await olivia.StatusAsync(HttpMethod.Get, "tokens"));
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        using var admin = await ConsoleSession.SignInAsync(_host, Admin);
        await admin.SucceedAsync(HttpMethod.Get, "tokens");

        await admin.SignOutAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await admin.StatusAsync(HttpMethod.Get, "tokens"));
    }

    private async Task<HttpStatusCode> SignInAsync(string userName, string password)
    {
        using var response = await _host.Client.PostAsJsonAsync("session", new { userName, password });
        return response.StatusCode;
    }

    /// <summary>A started sample whose demo password is configured.</summary>
    public sealed class OwnPassword : IAsyncLifetime, IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        internal SampleHost Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await SampleHost.StartAsync(
            _folder.Data, "--ApiAccess:Store", "InMemory", "--HostApp:DemoPassword", "of my own choice", "--HostApp:SignInsPerMinute", "1000");

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose()
        {
            Host.Dispose();
            _folder.Dispose();
        }
    }
}
