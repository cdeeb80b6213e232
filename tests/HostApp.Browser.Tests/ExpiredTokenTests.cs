using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Testing;
using TrackVia.ApiAccess;
using static Microsoft.Playwright.Assertions;

namespace HostApp.Browser.Tests;

/// <summary>
/// A token whose date has arrived. The library created it in the sample's own file, with a clock that was set to days ago.
/// </summary>
public sealed class ExpiredTokenTests(Chromium chromium) : PageFixture(chromium)
{
    private static readonly AccountId Acme = AccountId.Parse("acme");

    [Fact]
    public async Task R16_An_expired_token_says_so_and_can_only_be_deleted()
    {
        await Session.DesignateAsync(Integration);
        await CreateTokenDaysAgoAsync(days: 10, lifetime: 9, "Old import");
        await using var console = await OpenAsync();

        await Expect(console.Row("Old import")).ToContainTextAsync("Expired");
        await Expect(console.Row("Old import")).ToContainTextAsync("Ended");
        await Expect(console.Page.Locator("#usage")).ToContainTextAsync("1 place can be freed");
        Assert.Equal(["Delete"], await console.OpenMenuAsync("Old import"));
        await console.TakePictureAsync("expired");
        await console.IsAccessibleAsync();

        await console.Page.GetByRole(Microsoft.Playwright.AriaRole.Menuitem).ClickAsync();
        await console.Dialog.GetByText("Delete", new() { Exact = true }).ClickAsync();
        await Expect(console.Page.Locator("#no-tokens")).ToBeVisibleAsync();
        Assert.Empty(console.Complaints);
    }

    private async Task CreateTokenDaysAgoAsync(int days, int lifetime, string name)
    {
        var then = SystemClock.Instance.GetCurrentInstant() - Duration.FromDays(days);
        var services = new ServiceCollection().AddSingleton<IClock>(new FakeClock(then));
        services.AddApiAccess()
            .UseSqlite($"Data Source={Path.Combine(DataFolder, "api-access.db")}")
            .UseSecretProtector<NoSecretsKept>()
            .UseUserDirectory<OneUser>();
        await using var provider = services.BuildServiceProvider();
        var admin = new Actor { AccountId = Acme, UserId = UserId.Parse(Console.Admin), IsSuperAdmin = true, HasUserProfileAccess = true };
        var token = new NewAuthToken
        {
            Name = AuthTokenName.Parse(name),
            ExpiresOn = then.InUtc().Date.PlusDays(lifetime),
            UserId = UserId.Parse(Integration),
        };
        var result = await provider.GetRequiredService<ApiAccessManager>().CreateTokenAsync(admin, token);
        Assert.True(result.IsSuccess);
    }

    private sealed class OneUser : IUserDirectory
    {
        private static readonly DirectoryUser User = new() { Id = UserId.Parse(Integration), DisplayName = "Integration", IsActive = true };

        public ValueTask<DirectoryUser?> FindAsync(AccountId accountId, UserId userId, CancellationToken cancellationToken) => new(User);

        public ValueTask<DirectoryPage> SearchAsync(AccountId accountId, DirectorySearch search, CancellationToken cancellationToken) =>
            new(search.Apply([User]));
    }

    /// <summary>The sample does not keep the secrets of tokens unless it is configured to.</summary>
    private sealed class NoSecretsKept : ISecretProtector
    {
        public string Protect(Credential credential, SecretPurpose purpose) => throw new NotSupportedException();

        public bool TryUnprotect(string protectedSecret, SecretPurpose purpose, [NotNullWhen(true)] out Credential? credential) =>
            throw new NotSupportedException();
    }
}
