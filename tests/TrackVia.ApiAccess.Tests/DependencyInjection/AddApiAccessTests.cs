using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using NodaTime.Testing;
using TrackVia.ApiAccess.Protection;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Tests.DependencyInjection;

public sealed class AddApiAccessTests
{
    private readonly HostApplicationBuilder _host = Host.CreateEmptyApplicationBuilder(settings: null);

    [Fact]
    public void Calling_it_twice_adds_nothing_twice_and_applies_all_options()
    {
        _host.Services.AddApiAccess(options => options.KeepTokenSecrets = true).UseUserDirectory<TestDirectory>();
        var once = ServicesOfOurs();

        _host.Services.AddApiAccess(options => options.MaxCommitAttempts = 7);

        Assert.Equal(once, ServicesOfOurs());
        using var host = _host.Build();
        var options = host.Services.GetRequiredService<IOptions<ApiAccessOptions>>().Value;
        Assert.Equal((true, 7), (options.KeepTokenSecrets, options.MaxCommitAttempts));
    }

    [Fact]
    public void Calling_it_again_keeps_what_was_chosen()
    {
        _host.Services.AddApiAccess().UseUserDirectory<TestDirectory>().UseStore(_ => new BreakingStore());
        _host.Services.AddApiAccess();

        using var host = _host.Build();
        Assert.IsType<BreakingStore>(host.Services.GetRequiredService<IApiAccessStore>());
    }

    [Fact]
    public void Manager_validator_and_store_are_singletons()
    {
        _host.Services.AddApiAccess().UseUserDirectory<TestDirectory>();
        using var host = _host.Build();
        using var scope = host.Services.CreateScope();

        Assert.Same(host.Services.GetRequiredService<ApiAccessManager>(), scope.ServiceProvider.GetRequiredService<ApiAccessManager>());
        Assert.Same(host.Services.GetRequiredService<ApiAccessValidator>(), scope.ServiceProvider.GetRequiredService<ApiAccessValidator>());
        Assert.Same(host.Services.GetRequiredService<IApiAccessStore>(), scope.ServiceProvider.GetRequiredService<IApiAccessStore>());
    }

    [Fact]
    public void Without_a_choice_accounts_are_kept_in_memory()
    {
        _host.Services.AddApiAccess().UseUserDirectory<TestDirectory>();
        using var host = _host.Build();

        Assert.IsType<InMemoryApiAccessStore>(host.Services.GetRequiredService<IApiAccessStore>());
    }

    [Fact]
    public void The_store_that_is_chosen_last_counts()
    {
        var last = new InMemoryApiAccessStore();
        _host.Services.AddApiAccess().UseUserDirectory<TestDirectory>().UseStore<InMemoryApiAccessStore>().UseStore(_ => new BreakingStore()).UseStore(_ => last);
        using var host = _host.Build();

        Assert.Same(last, host.Services.GetRequiredService<IApiAccessStore>());
        Assert.Single(host.Services.GetServices<IApiAccessStore>());
    }

    [Fact]
    public void The_user_directory_that_is_chosen_last_counts()
    {
        _host.Services.AddSingleton<IUserDirectory>(_ => throw new InvalidOperationException("The first was asked."));
        _host.Services.AddApiAccess().UseUserDirectory<TestDirectory>();
        using var host = _host.Build();

        Assert.IsType<TestDirectory>(host.Services.GetRequiredService<IUserDirectory>());
    }

    [Fact]
    public async Task The_hosts_TimeProvider_judges_expiry()
    {
        var time = new FakeTimeProvider(Acme.Noon.ToDateTimeOffset());
        _host.Services.AddSingleton<TimeProvider>(time);
        using var host = await StartAsync();

        await AssertExpiresAsync(host, () => time.SetUtcNow(Acme.Tomorrow.AtMidnight().InUtc().ToDateTimeOffset()));
    }

    [Fact]
    public async Task A_clock_that_the_host_registered_wins_over_its_TimeProvider()
    {
        var clock = new FakeClock(Acme.Noon);
        _host.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Acme.Noon.Plus(Duration.FromDays(900)).ToDateTimeOffset()));
        _host.Services.AddSingleton<IClock>(clock);
        using var host = await StartAsync();

        await AssertExpiresAsync(host, () => clock.AdvanceDays(1));
    }

    [Fact]
    public void Without_services_it_is_misuse() => Assert.Throws<ArgumentNullException>(() => ((IServiceCollection)null!).AddApiAccess());

    [Fact]
    public void A_factory_or_an_instance_that_is_null_is_misuse()
    {
        var access = _host.Services.AddApiAccess();

        Assert.Throws<ArgumentNullException>(() => access.UseStore((Func<IServiceProvider, IApiAccessStore>)null!));
        Assert.Throws<ArgumentNullException>(() => access.UseStore((IApiAccessStore)null!));
        Assert.Throws<ArgumentNullException>(() => access.UseUserDirectory((Func<IServiceProvider, IUserDirectory>)null!));
        Assert.Throws<ArgumentNullException>(() => access.UseUserDirectory((IUserDirectory)null!));
        Assert.Throws<ArgumentNullException>(() => access.UseSecretProtector((Func<IServiceProvider, ISecretProtector>)null!));
        Assert.Throws<ArgumentNullException>(() => access.UseSecretProtector((ISecretProtector)null!));
    }

    [Fact]
    public void A_store_a_directory_and_a_protector_may_be_given_as_instances()
    {
        var (store, directory, protector) = (new InMemoryApiAccessStore(), new TestDirectory(), new EphemeralSecretProtector());
        _host.Services.AddApiAccess().UseStore(store).UseUserDirectory(directory).UseSecretProtector(protector);
        using var host = _host.Build();

        Assert.Same(store, host.Services.GetRequiredService<IApiAccessStore>());
        Assert.Same(directory, host.Services.GetRequiredService<IUserDirectory>());
        Assert.Same(protector, host.Services.GetRequiredService<ISecretProtector>());
    }

    [Fact]
    public void A_store_a_directory_and_a_protector_may_be_created_by_factories_once()
    {
        _host.Services.AddApiAccess()
            .UseStore(_ => new InMemoryApiAccessStore()).UseUserDirectory(_ => new TestDirectory()).UseSecretProtector(_ => new EphemeralSecretProtector());
        using var host = _host.Build();

        Assert.Same(host.Services.GetRequiredService<IApiAccessStore>(), host.Services.GetRequiredService<IApiAccessStore>());
        Assert.Same(host.Services.GetRequiredService<IUserDirectory>(), host.Services.GetRequiredService<IUserDirectory>());
        Assert.Same(host.Services.GetRequiredService<ISecretProtector>(), host.Services.GetRequiredService<ISecretProtector>());
    }

    [Fact]
    public void The_options_are_bound_to_configuration()
    {
        _host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ApiAccess:MaxStaleness"] = "00:00:03",
            ["ApiAccess:KeepTokenSecrets"] = "true",
            ["ApiAccess:NodeName"] = "web-1",
        });
        _host.Services.Configure<ApiAccessOptions>(_host.Configuration.GetSection("ApiAccess"));
        _host.Services.AddApiAccess(options => options.KeepTokenSecrets = false).UseUserDirectory<TestDirectory>();
        using var host = _host.Build();

        var options = host.Services.GetRequiredService<IOptions<ApiAccessOptions>>().Value;

        Assert.Equal((TimeSpan.FromSeconds(3), false, "web-1"), (options.MaxStaleness, options.KeepTokenSecrets, options.NodeName));
    }

    private async Task<IHost> StartAsync()
    {
        _host.Services.AddApiAccess().UseUserDirectory<TestDirectory>();
        var host = _host.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task AssertExpiresAsync(IHost host, Action midnight)
    {
        var manager = host.Services.GetRequiredService<ApiAccessManager>();
        var validator = host.Services.GetRequiredService<ApiAccessValidator>();
        await manager.SetUserAccessAsync(Acme.SuperAdmin, Acme.Integration, new UserAccessChange { IsApiUser = true });
        var key = (await manager.CreateApiKeyAsync(Acme.SuperAdmin)).Value.Key.Reveal();
        var token = (await manager.CreateTokenAsync(Acme.SuperAdmin, Acme.Request(Acme.Tomorrow))).Value.Secret.Reveal();

        Assert.True((await validator.ValidateAsync(key, token)).IsValid);
        midnight();
        Assert.Equal(CredentialRejection.TokenExpired, (await validator.ValidateAsync(key, token)).Rejection);
    }

    private List<string> ServicesOfOurs() =>
    [
        .. from service in _host.Services
           where service.ServiceType == typeof(IClock)
               || typeof(ApiAccessManager).Assembly is var ours && (service.ServiceType.Assembly == ours || service.ImplementationType?.Assembly == ours)
           select service.ToString(),
    ];
}
