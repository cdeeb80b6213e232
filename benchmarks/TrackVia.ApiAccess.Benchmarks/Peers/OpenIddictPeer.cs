using System.Security.Claims;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Validation;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace TrackVia.ApiAccess.Benchmarks.Peers;

/// <summary>A reference token of OpenIddict over Entity Framework Core and SQLite, with its entry validated: the one peer whose tokens can be revoked.</summary>
internal sealed class OpenIddictPeer : IAsyncDisposable
{
    private const string Issuer = "https://issuer.example/";

    private readonly SqliteConnection _database;
    private readonly ServiceProvider _services;
    private string _token = "";

    private OpenIddictPeer()
    {
        _database = new SqliteConnection("Data Source=:memory:");
        _database.Open();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDbContext<Database>(options => options.UseSqlite(_database).UseOpenIddict());
        services.AddOpenIddict()
            .AddCore(options => options.UseEntityFrameworkCore().UseDbContext<Database>())
            .AddServer(options => options
                .SetIssuer(Issuer)
                .SetTokenEndpointUris("token")
                .AllowClientCredentialsFlow()
                .AddEphemeralEncryptionKey()
                .AddEphemeralSigningKey()
                .UseReferenceAccessTokens())
            .AddValidation(options =>
            {
                options.UseLocalServer();
                options.EnableTokenEntryValidation();
            });
        _services = services.BuildServiceProvider();
    }

    public static async Task<OpenIddictPeer> CreateAsync()
    {
        var peer = new OpenIddictPeer();
        await using var scope = peer._services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Database>().Database.EnsureCreatedAsync();
        var identity = new ClaimsIdentity("Bearer", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, "integration@acme.example").SetClaim("account_id", "acme").SetClaim(Claims.Private.Issuer, Issuer);
        identity.SetCreationDate(TimeProvider.System.GetUtcNow()).SetExpirationDate(TimeProvider.System.GetUtcNow().AddYears(1));
        identity.SetDestinations(_ => [Destinations.AccessToken]);

        // Like the server at its token endpoint, but without HTTP.
        var factory = scope.ServiceProvider.GetRequiredService<IOpenIddictServerFactory>();
        var context = new OpenIddictServerEvents.GenerateTokenContext(await factory.CreateTransactionAsync())
        {
            ClientId = null,
            CreateTokenEntry = true,
            IsReferenceToken = true,
            PersistTokenPayload = true,
            Principal = new ClaimsPrincipal(identity),
            TokenFormat = TokenFormats.Private.JsonWebToken,
            TokenType = TokenTypeIdentifiers.AccessToken,
        };
        await scope.ServiceProvider.GetRequiredService<IOpenIddictServerDispatcher>().DispatchAsync(context);
        peer._token = context.Token ?? throw new InvalidOperationException($"OpenIddict gave no token: {context.ErrorDescription}");
        return peer;
    }

    /// <summary>Validates as a request does: in a scope of its own.</summary>
    public async Task<ClaimsPrincipal> ValidateAsync()
    {
        await using var scope = _services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<OpenIddictValidationService>().ValidateAccessTokenAsync(_token);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    private sealed class Database(DbContextOptions<Database> options) : DbContext(options);
}
