// snippet: quick-start
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo("data/keys"));   // kept beside the database
builder.Services.AddApiAccess()
    .UseSqlite("Data Source=data/api-access.db")
    .UseDataProtection()
    .UseUserDirectory<Staff>()
    .UseCurrentUser(user => UserId.TryParse(user.Identity?.Name, out var id)
        ? new() { AccountId = Staff.Account, UserId = id, IsSuperAdmin = user.IsInRole("SuperAdmin"), HasUserProfileAccess = true } : null)
    .KeepApiUsersOut(CookieAuthenticationDefaults.AuthenticationScheme);
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie().AddApiAccess();
builder.Services.AddAuthorizationBuilder()
    .AddPolicy("SuperAdmins", policy => policy.RequireRole("SuperAdmin"))
    .AddPolicy("ApiUsers", policy => policy.AddAuthenticationSchemes(ApiAccessDefaults.AuthenticationScheme).RequireAuthenticatedUser());

var app = builder.Build();
app.MapPost("/sign-in", SignIn.WithPassword);
app.MapApiAccess("/account/api-access").RequireAuthorization("SuperAdmins");
app.MapGet("/orders", (ClaimsPrincipal caller) => $"The orders that {caller.Identity?.Name} may see.").RequireAuthorization("ApiUsers");
app.Run();

/// <summary>The users of the one account that this host has. Another host queries its database.</summary>
internal sealed class Staff : IUserDirectory
{
    private static readonly DirectoryUser[] Users =
    [
        new() { Id = UserId.Parse("ada@acme.example"), DisplayName = "Ada Admin", IsActive = true },
        new() { Id = UserId.Parse("importer@acme.example"), DisplayName = "Nightly importer", IsActive = true },
    ];

    public static AccountId Account { get; } = AccountId.Parse("acme");

    public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) =>
        new(accountId == Account ? Users.FirstOrDefault(user => user.Id == userId) : null);

    public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
        new(search.Apply(accountId == Account ? Users : []));
}

/// <summary>A placeholder for the host's own sign-in. Ada is its one Super Admin.</summary>
internal static class SignIn
{
    /// <summary>Signs Ada in with the password that the configuration holds as <c>AdminPassword</c>. Without one, nobody can sign in.</summary>
    public static Results<SignInHttpResult, UnauthorizedHttpResult> WithPassword([FromBody] string password, IConfiguration configuration)
    {
        if (configuration["AdminPassword"] is not { Length: > 0 } right
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(right)))
        {
            return TypedResults.Unauthorized();
        }

        Claim[] claims = [new(ClaimTypes.Name, "ada@acme.example"), new(ClaimTypes.Role, "SuperAdmin")];
        return TypedResults.SignIn(new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme)));
    }
}
// end snippet
