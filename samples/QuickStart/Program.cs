// snippet: quick-start
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using QuickStart;
using TrackVia.ApiAccess;
using TrackVia.ApiAccess.AspNetCore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo("data/keys"));   // kept beside the database
builder.Services.AddApiAccess()
    .UseSqlite("Data Source=data/api-access.db")
    .UseDataProtection()
    .UseUserDirectory<Staff>()
    .UseActor(context => UserId.TryParse(context.User.Identity?.Name, out var id)
        ? new Actor { AccountId = Staff.Account, UserId = id, IsSuperAdmin = context.User.IsInRole("SuperAdmin"), HasUserProfileAccess = true }
        : null)
    .KeepApiUsersOut(CookieAuthenticationDefaults.AuthenticationScheme, user => UserId.TryParse(user.Identity?.Name, out var id)
        ? new(Staff.Account, id) : null);
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie().AddApiAccess();
builder.Services.AddAuthorizationBuilder()
    .AddPolicy("SuperAdmins", policy => policy.RequireRole("SuperAdmin"))
    .AddPolicy("ApiUsers", policy => policy.AddAuthenticationSchemes(ApiAccessDefaults.AuthenticationScheme).RequireAuthenticatedUser());

var app = builder.Build();
app.MapPost("/sign-in", SignIn.WithPassword);   // the host's own
app.MapApiAccess("/account/api-access").RequireAuthorization("SuperAdmins");
app.MapGet("/orders", (ClaimsPrincipal caller) => $"The orders that {caller.Identity?.Name} may see.").RequireAuthorization("ApiUsers");
app.Run();
// end snippet
