using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess;

namespace Documentation.Tests.Snippets;

/// <summary>What the READMEs of the packages show besides the snippets of the guides. Compiled, and not run.</summary>
internal static class PackageSnippets
{
    public static void Register<Staff>(IServiceCollection services)
        where Staff : class, IUserDirectory
    {
        // snippet: core-register
        services.AddApiAccess().UseUserDirectory<Staff>();   // in memory, until a store is chosen
        // end snippet
    }

    // snippet: core-validate
    public static async Task<HttpStatusCode> CheckAsync(
        ApiAccessValidator validator, string? apiKey, string? authToken, CancellationToken cancellationToken)
    {
        var result = await validator.ValidateAsync(apiKey, authToken, cancellationToken: cancellationToken);
        return result.IsUnavailable ? HttpStatusCode.ServiceUnavailable
            : result.Identity is null ? HttpStatusCode.Unauthorized
            : HttpStatusCode.OK;   // result.Identity is the account, the user and the token
    }
    // end snippet

    public static async Task RevokeAsync(ApiAccessManager manager, Actor actor, AuthTokenId tokenId)
    {
        // snippet: core-revoke
        await manager.DeactivateTokenAsync(actor, tokenId, RevocationWait.AllNodes);
        // end snippet
    }

    public static void ChooseSqlite<Staff>(IServiceCollection services)
        where Staff : class, IUserDirectory
    {
        // snippet: sqlite-store
        services.AddApiAccess()
            .UseSqlite("Data Source=data/api-access.db")
            .UseDataProtection()   // of TrackVia.ApiAccess.AspNetCore: encrypts what can be displayed again
            .UseUserDirectory<Staff>();
        // end snippet
    }

    public static void ChooseMySql<Staff>(IServiceCollection services)
        where Staff : class, IUserDirectory
    {
        // snippet: mysql-store
        services.AddApiAccess()
            .UseMySql("Server=db;User ID=app;Database=app")
            .UseDataProtection()   // of TrackVia.ApiAccess.AspNetCore: encrypts what can be displayed again
            .UseUserDirectory<Staff>();
        // end snippet
    }

    public static void ChoosePostgreSql<Staff>(IServiceCollection services)
        where Staff : class, IUserDirectory
    {
        // snippet: postgresql-store
        services.AddApiAccess()
            .UsePostgreSql("Host=db1,db2;Username=app;Database=app")
            .UseDataProtection()   // of TrackVia.ApiAccess.AspNetCore: encrypts what can be displayed again
            .UseUserDirectory<Staff>();
        // end snippet
    }
}
