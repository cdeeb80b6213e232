// snippet: sign-in
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace QuickStart;

/// <summary>Stands in for the host's own sign-in: Ada is its one Super Admin.</summary>
internal static class SignIn
{
    /// <summary>Signs Ada in with the password that the configuration holds as <c>AdminPassword</c>; without one, nobody.</summary>
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
