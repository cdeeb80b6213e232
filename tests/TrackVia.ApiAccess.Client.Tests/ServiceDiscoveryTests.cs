using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.Client.Tests;

/// <summary>A client that names a service, by Microsoft.Extensions.ServiceDiscovery, as Aspire sets it up.</summary>
public class ServiceDiscoveryTests
{
    private static readonly Uri Service = new("https+http://crm/");

    public static TheoryData<Order> Orders => [.. Enum.GetValues<Order>()];

    /// <summary>When service discovery is added to the client.</summary>
    public enum Order
    {
        /// <summary>To all clients, as Aspire's service defaults do.</summary>
        ByDefault,

        /// <summary>Before the credentials.</summary>
        Before,

        /// <summary>After the credentials.</summary>
        After,
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task D2_A_service_is_called_by_its_name_wherever_its_discovery_is_added(Order order)
    {
        await using var api = await Api.StartAsync();
        using var services = Build(api, order, api.Address);

        Assert.Equal("integration@acme", await Client(services).GetStringAsync(new Uri("orders", UriKind.Relative)));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task D2_A_request_that_does_not_name_the_service_is_refused_before_anything_is_sent(Order order)
    {
        await using var api = await Api.StartAsync();
        using var services = Build(api, order, api.Address);

        foreach (var target in new[] { api.Address, new Uri("https+http://other/orders"), new Uri("http://crm/orders"), new Uri("https+http://crm:81/orders") })
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => Client(services).GetAsync(target));
        }

        Assert.Empty(api.Requests);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task D2_An_endpoint_that_would_take_the_credentials_unencrypted_to_another_machine_needs_its_own_option(Order order)
    {
        await using var api = await Api.StartAsync();
        var elsewhere = new Uri("http://node-1.internal:8080/");

        using (var services = Build(api, order, elsewhere))
        {
            var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => Client(services).GetAsync(new Uri("orders", UriKind.Relative)));
            Assert.Contains("AllowInsecureHttp", thrown.Message, StringComparison.Ordinal);
            Assert.Empty(api.Requests);
        }

        using var permitted = Build(api, order, elsewhere, options => options.AllowInsecureHttp = true);
        Assert.Equal("integration@acme", await Client(permitted).GetStringAsync(new Uri("orders", UriKind.Relative)));
    }

    [Fact]
    public async Task D2_A_redirect_of_a_service_is_not_followed()
    {
        await using var elsewhere = await Api.StartAsync();
        await using var api = await Api.StartAsync(redirect: new Uri(elsewhere.Address, "orders"));
        using var services = Build(api, Order.ByDefault, api.Address);

        using var response = await Client(services).GetAsync(new Uri("moved", UriKind.Relative));

        Assert.Equal(System.Net.HttpStatusCode.Redirect, response.StatusCode);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task D2_A_name_that_nothing_resolves_is_named_with_the_remedy()
    {
        await using var api = await Api.StartAsync();
        var services = new ServiceCollection();
        services.AddHttpClient("orders").AddApiAccess(options => Set(options, api));
        using var provider = services.BuildServiceProvider();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => Client(provider).GetAsync(new Uri("orders", UriKind.Relative)));

        Assert.Contains("AddServiceDiscovery", thrown.Message, StringComparison.Ordinal);
    }

    private static HttpClient Client(ServiceProvider services) => services.GetRequiredService<IHttpClientFactory>().CreateClient("orders");

    private static void Set(ApiAccessClientOptions options, Api api) =>
        (options.BaseAddress, options.ApiKey, options.AuthToken, options.UseServiceDiscovery) = (Service, api.Key, api.Token, true);

    private static ServiceProvider Build(Api api, Order order, Uri endpoint, Action<ApiAccessClientOptions>? more = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Services:crm:http:0"] = endpoint.ToString() }).Build());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new LogLines()));
        services.AddServiceDiscovery();
        if (order is Order.ByDefault)
        {
            services.ConfigureHttpClientDefaults(client => client.AddServiceDiscovery());
        }

        // Wherever a request goes, it arrives at the API.
        var client = services.AddHttpClient("orders").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(api.Address.Host, api.Address.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        if (order is Order.Before)
        {
            client.AddServiceDiscovery();
        }

        client.AddApiAccess(options =>
        {
            Set(options, api);
            more?.Invoke(options);
        });
        if (order is Order.After)
        {
            client.AddServiceDiscovery();
        }

        return services.BuildServiceProvider();
    }
}
