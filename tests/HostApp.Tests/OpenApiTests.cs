using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace HostApp.Tests;

/// <summary>The open API in the shape that TrackVia's clients read.</summary>
public sealed class OpenApiTests(OpenApiTests.TwoAccounts accounts) : IClassFixture<OpenApiTests.TwoAccounts>
{
    private readonly SampleHost _host = accounts.Host;
    private readonly HttpClient _acme = accounts.Acme;
    private readonly HttpClient _globex = accounts.Globex;

    [Theory]
    [InlineData("openapi/apps")]
    [InlineData("openapi/views")]
    [InlineData("openapi/views/11")]
    [InlineData("openapi/users")]
    public async Task Without_credentials_nothing_is_shown_R23(string path) =>
        Assert.Equal(HttpStatusCode.Unauthorized, await _host.CallAsync(null, null, path));

    [Fact]
    public async Task The_OpenAPI_document_requires_both_credentials_of_every_call()
    {
        var document = await _acme.GetFromJsonAsync<JsonElement>("docs/open-api.json");

        var calls = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).ToList();
        Assert.Equal(5, calls.Count);
        Assert.All(calls, call => Assert.Equal(
            """[{"ApiAccessUserKey":[],"ApiAccessToken":[]}]""",
            call.Value.GetProperty("security").GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_console_session_is_not_a_credential()
    {
        using var handler = new HttpClientHandler();
        using var console = new HttpClient(handler) { BaseAddress = _host.Url };
        using var signedIn = await console.PostAsJsonAsync("session", new { userName = "admin@acme.example", password = _host.Password });
        using var answer = await console.GetAsync(new Uri("openapi/apps", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NoContent, signedIn.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task An_account_sees_its_own_apps_views_and_users()
    {
        var apps = await _acme.GetFromJsonAsync<JsonElement>("openapi/apps");
        var views = await _acme.GetFromJsonAsync<JsonElement>("openapi/views");
        var users = await _acme.GetFromJsonAsync<JsonElement>("openapi/users");

        Assert.Equal("""[{"id":"1","name":"Contact Management - acme"}]""", apps.GetRawText());
        Assert.Equal(["11", "12"], views.EnumerateArray().Select(view => view.GetProperty("id").GetString()));
        Assert.All(users.GetProperty("data").EnumerateArray(), user => Assert.EndsWith("@acme.example", user.GetProperty("email").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_view_of_another_account_is_not_there()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_globex.GetAsync(new Uri("openapi/views/21", UriKind.Relative))));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(_acme.GetAsync(new Uri("openapi/views/21", UriKind.Relative))));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(PostAsync(_acme, "21", """{"data":[{"Company":"Initech"}]}""")));
    }

    [Fact]
    public async Task A_posted_record_is_read_back_with_the_API_User_as_its_creator_R8()
    {
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(PostAsync(_acme, "11", """{"data":[{"Company":"Initech","Revenue":7.5}]}""")));

        var view = await _acme.GetFromJsonAsync<JsonElement>("openapi/views/11?start=1&max=1");
        var record = Assert.Single(view.GetProperty("data").EnumerateArray());
        Assert.Equal("""{"id":2,"Company":"Initech","Contact":null,"Revenue":7.5,"Status":null,"Created By":"integration@acme.example"}""", record.GetRawText());
        Assert.Equal(2, view.GetProperty("totalCount").GetInt32());
        Assert.Equal(
            ["id", "Company", "Contact", "Revenue", "Status", "Created By"],
            view.GetProperty("structure").EnumerateArray().Select(field => field.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("""{"data":[{"Contact":"Nobody"}]}""", "data[0].Company")]
    [InlineData("""{"data":[{"Company":null}]}""", "data[0].Company")]
    [InlineData("""{"data":[{"Company":7}]}""", "data[0].Company")]
    [InlineData("""{"data":[{"Company":"Initech","Revenue":"much"}]}""", "data[0].Revenue")]
    [InlineData("""{"data":[{"Company":"Initech","Status":"Friend"}]}""", "data[0].Status")]
    [InlineData("""{"data":[{"Company":"Initech"},{"Company":"Initech","id":7}]}""", "data[1].id")]
    [InlineData("""{"data":[{"Company":"Initech","Created By":"admin@acme.example"}]}""", "data[0].Created By")]
    [InlineData("""{"data":[null]}""", "data[0]")]
    [InlineData("""{"data":[]}""", "data")]
    [InlineData("""{}""", "data")]
    public async Task A_bad_record_is_refused_by_field_and_nothing_is_added(string body, string field)
    {
        var before = await CountAsync();

        using var response = await PostAsync(_acme, "11", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
        Assert.Equal(before, await CountAsync());

        async Task<int> CountAsync() => (await _acme.GetFromJsonAsync<JsonElement>("openapi/views/11")).GetProperty("totalCount").GetInt32();
    }

    [Theory]
    [InlineData("start=-1", "start")]
    [InlineData("start=x", "start")]
    [InlineData("max=0", "max")]
    [InlineData("max=1001", "max")]
    public async Task A_bad_page_is_refused_by_field(string query, string field)
    {
        using var response = await _acme.GetAsync(new Uri($"openapi/views/11?{query}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("openapi/views/11?max=0", "max: Send a whole number from 1 to 1000.")]
    [InlineData("openapi/views/99", "The account has no view '99'. GET /openapi/views lists them.")]
    public async Task A_refusal_says_what_TrackVias_clients_read_of_it(string path, string description)
    {
        using var response = await _acme.GetAsync(new Uri(path, UriKind.Relative));

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(problem.TryGetProperty("error", out _));
        Assert.Equal(description, problem.GetProperty("error_description").GetString());
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_is_refused() =>
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(PostAsync(_acme, "11", "{")));

    [Fact]
    public async Task A_body_over_64_KiB_is_refused() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await StatusAsync(PostAsync(_acme, "11", new string(' ', (64 * 1024) + 1))));

    [Fact]
    public async Task A_view_is_bounded()
    {
        var many = $$"""{"data":[{{string.Join(',', Enumerable.Repeat("""{"Company":"Initech"}""", 999))}}]}""";

        Assert.Equal(HttpStatusCode.Created, await StatusAsync(PostAsync(_globex, "21", many)));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(PostAsync(_globex, "21", """{"data":[{"Company":"Initech"}]}""")));
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string viewId, string json) => client.PostAsync(
        new Uri($"openapi/views/{viewId}/records", UriKind.Relative), new StringContent(json, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> call)
    {
        using var response = await call;
        return response.StatusCode;
    }

    /// <summary>One started sample with a client of each account; the tests of a class follow one another.</summary>
    public sealed class TwoAccounts : IAsyncLifetime, IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        internal SampleHost Host { get; private set; } = null!;

        public HttpClient Acme { get; private set; } = null!;

        public HttpClient Globex { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Host = await SampleHost.StartAsync(_folder.Data, "--ApiAccess:Store", "InMemory");
            Acme = await ClientOfAsync("acme");
            Globex = await ClientOfAsync("globex");
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose()
        {
            Acme.Dispose();
            Globex.Dispose();
            Host.Dispose();
            _folder.Dispose();
        }

        private async Task<HttpClient> ClientOfAsync(string account)
        {
            using var admin = await ConsoleSession.SignInAsync(Host, $"admin@{account}.example");
            await admin.DesignateAsync($"integration@{account}.example");
            var client = new HttpClient { BaseAddress = Host.Url };
            client.DefaultRequestHeaders.Add("user_key", await admin.CreateApiKeyAsync());
            client.DefaultRequestHeaders.Authorization = new("Bearer", (await admin.CreateTokenAsync($"integration@{account}.example")).Secret);
            return client;
        }
    }
}
