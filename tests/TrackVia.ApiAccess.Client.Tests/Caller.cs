using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.Client.Tests;

/// <summary>A program that calls the API by a registered client. Everything is logged, at every level.</summary>
internal sealed class Caller : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Caller(ServiceProvider services, LogLines log, IConfigurationRoot? configuration) =>
        (_services, Log, Configuration) = (services, log, configuration);

    public LogLines Log { get; }

    public IConfigurationRoot? Configuration { get; }

    public HttpClient Client => _services.GetRequiredService<IHttpClientFactory>().CreateClient("orders");

    public static Caller Of(Api api, Action<ApiAccessClientOptions>? configure = null, Action<IHttpClientBuilder>? more = null) => Build(null, more, client => client.AddApiAccess(options =>
    {
        (options.BaseAddress, options.ApiKey, options.AuthToken) = (api.Address, api.Key, api.Token);
        configure?.Invoke(options);
    }));

    public static Caller OfConfiguration(Api api)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Crm:BaseAddress"] = api.Address.ToString(),
            ["Crm:ApiKey"] = api.Key,
            ["Crm:AuthToken"] = api.Token,
        }).Build();
        return Build(configuration, null, client => client.AddApiAccess(configuration.GetSection("Crm")));
    }

    public T Service<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static Caller Build(IConfigurationRoot? configuration, Action<IHttpClientBuilder>? more, Action<IHttpClientBuilder> add)
    {
        var log = new LogLines();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        var client = services.AddHttpClient("orders");
        add(client);
        more?.Invoke(client);
        return new Caller(services.BuildServiceProvider(), log, configuration);
    }
}
