using System.Text.Json.Serialization;
using HostApp.Management;
using HostApp.OpenApi;
using HostApp.Operations;
using HostApp.Pages;
using HostApp.Sessions;
using HostApp.Startup;
using HostApp.Storage;
using HostApp.Users;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using TrackVia.ApiAccess.AspNetCore;

RecoverCommand? recovery;
try
{
    recovery = RecoverCommand.Take(ref args);
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}

var builder = WebApplication.CreateBuilder(args);
var services = builder.Services;
var dataDirectory = DataDirectory.Open(builder.Configuration, builder.Environment);

// The framework's request log prints queries, and TrackVia's clients send user_key there (T38).
builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
// The announcement shows where the sample listens.
builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);

builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 * 1024);

builder.AddTelemetry();
services.Configure<ForwardedHeadersOptions>(forwarded => KnownProxy.Trust(forwarded, builder.Configuration));
services.AddProblemDetails(options => options.CustomizeProblemDetails = Problems.Explain);
services.AddDataProtection().SetApplicationName("HostApp").PersistKeysToFileSystem(DataDirectory.OpenKeys(dataDirectory));
services.AddSingleton(DemoPassword.Open(builder.Configuration, dataDirectory));
services.AddSingleton<AccountData>();
services.AddSingleton<SignInRules>();

services.AddApiAccess(builder.Configuration.GetSection("ApiAccess").Bind)
    .UseUserDirectory<HostUsers>()
    .UseDataProtection()
    .UseCurrentUser(principal => HostUsers.Find(principal.Identity?.Name)?.ToCurrentUser())
    .KeepApiUsersOut(CookieAuthenticationDefaults.AuthenticationScheme)
    .UseConfiguredStore(builder.Configuration, dataDirectory);

services.Configure<ApiAccessPageOptions>(page => page.ManageUsersPath = "~" + ConsolePages.Users);

services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
    .AddCookie(ConsoleSession.Configure)
    .AddApiAccess(options =>
    {
        options.AllowUserKeyInQuery = true; // TrackVia's existing clients send them this way.
        options.AllowAccessTokenInQuery = true;
        options.RecordClientAddress = true; // The page shows where each token was last used from. It may be personal data.
    });

var superAdmins = new AuthorizationPolicyBuilder(CookieAuthenticationDefaults.AuthenticationScheme)
    .RequireRole(ConsoleSession.SuperAdmin).Build();
var apiUsers = new AuthorizationPolicyBuilder(ApiAccessDefaults.AuthenticationScheme).RequireAuthenticatedUser().Build();
services.AddAuthorization();
services.AddRateLimiter(limits =>
{
    limits.AddSignInLimit(builder.Configuration);
    limits.LimitRefusedCredentials(limit => limit.PermitLimit = builder.Configuration.GetValue("HostApp:RefusalsPerMinute", 600));
});
services.AddHealthChecks().AddApiAccess();
services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict); // A number is a number.
services.AddOpenApi(ManagementApi.Name, ManagementApi.Describe);
services.AddOpenApi("open-api", options =>
{
    options.ShouldInclude = call => call.RelativePath?.StartsWith("openapi/", StringComparison.Ordinal) == true;
    options.AddApiAccess();
});

if (recovery is not null)
{
    builder.Logging.AddFilter(level => level >= LogLevel.Warning); // The command prints its own results.
}

await using var app = builder.Build();
if (recovery is not null)
{
    return await recovery.RunAsync(app.Services, Console.Out);
}

app.UseForwardedHeaders();
app.UsePathBase(builder.Configuration["HostApp:PathBase"]);
app.UseCautiousHeaders();
app.UseExceptionHandler(new ExceptionHandlerOptions { StatusCodeSelector = Problems.StatusOf });
app.UseStatusCodePages();
app.UseTelemetry();
app.UseRouting(); // After the path base is removed.
app.UseRateLimiter();
app.UseAuthentication();
app.UseAuthorization();

app.MapConsolePages(superAdmins);
app.MapSessions();
app.MapSingleSignOn();
app.MapUserSignIn(superAdmins);
app.MapApiAccess("/account/api-access").RequireAuthorization(superAdmins);
app.MapHealthChecks("/health");
app.MapOpenApi("/docs/{documentName}.json");
app.MapOpenApiCalls().RequireAuthorization(apiUsers);

await app.StartAsync();
await Announcement.WriteAsync(app.Services, Console.Out);
await app.WaitForShutdownAsync();
return 0;
