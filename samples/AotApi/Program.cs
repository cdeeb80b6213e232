using System.Net;
using System.Security.Claims;
using AotApi;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using NodaTime.Extensions;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.AspNetCore;

// A host that is published with Native AOT, and its own client: it creates credentials, calls itself with them, and revokes them.
var data = Directory.CreateTempSubdirectory("aot-api-");
var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.SetMinimumLevel(LogLevel.Error);   // it prints its own results
builder.Services.AddDataProtection().PersistKeysToFileSystem(data.CreateSubdirectory("keys"));
builder.Services.AddApiAccess()
    .UseSqlite($"Data Source={Path.Combine(data.FullName, "api-access.db")}")
    .UseDataProtection()
    .UseUserDirectory<Staff>();
builder.Services.AddAuthentication().AddApiAccess();
builder.Services.AddAuthorizationBuilder().AddPolicy("ApiUsers", policy => policy
    .AddAuthenticationSchemes(ApiAccessDefaults.AuthenticationScheme)
    .RequireAuthenticatedUser());

await using var app = builder.Build();
app.MapGet("/orders", (ClaimsPrincipal caller) => $"The orders that {caller.Identity?.Name} may see.").RequireAuthorization("ApiUsers");
await app.StartAsync();

var manager = app.Services.GetRequiredService<ApiAccessManager>();
var admin = new Actor { AccountId = Staff.Account, UserId = Staff.Admin, IsSuperAdmin = true, HasUserProfileAccess = true };
_ = (await manager.SetUserAccessAsync(admin, Staff.Importer, new UserAccessChange { IsApiUser = true })).Value;
var apiKey = (await manager.CreateApiKeyAsync(admin)).Value;
var expiresOn = SystemClock.Instance.InUtc().GetCurrentDate().PlusDays(30);
var token = (await manager.CreateTokenAsync(admin, new NewAuthToken
{
    Name = AuthTokenName.Parse("Native"),
    ExpiresOn = expiresOn,
    UserId = Staff.Importer,
})).Value;

var isRight = await CallAsync("with both credentials", HttpStatusCode.OK, apiKey.Key, token.Secret)
    && await CallAsync("with an unknown auth token", HttpStatusCode.Unauthorized, apiKey.Key, Credential.Generate(CredentialKind.AuthToken));
_ = (await manager.DeactivateTokenAsync(admin, token.Token.Id, RevocationWait.AllNodes)).Value;
isRight = isRight && await CallAsync("after the token was deactivated", HttpStatusCode.Unauthorized, apiKey.Key, token.Secret);

await app.StopAsync();
data.Delete(recursive: true);
return isRight ? 0 : 1;

async Task<bool> CallAsync(string what, HttpStatusCode expected, Credential userKey, Credential authToken)
{
    var caller = Host.CreateEmptyApplicationBuilder(settings: null);
    caller.Services.AddHttpClient("orders").AddApiAccess(options =>
    {
        options.BaseAddress = new Uri(app.Urls.First());
        options.ApiKey = userKey.Reveal();
        options.AuthToken = authToken.Reveal();
    });
    using var program = caller.Build();
    using var client = program.Services.GetRequiredService<IHttpClientFactory>().CreateClient("orders");
    using var response = await client.GetAsync(new Uri("/orders", UriKind.Relative));
    Console.WriteLine($"{what}: {(int)response.StatusCode}");
    return response.StatusCode == expected;
}
