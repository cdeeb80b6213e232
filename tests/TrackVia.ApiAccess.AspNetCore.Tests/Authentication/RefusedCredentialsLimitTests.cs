using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Authentication;

/// <summary>The limit on refused credentials, (T4, T30, T49, T50).</summary>
public class RefusedCredentialsLimitTests
{
    private const int Limit = 3;

    [Fact]
    public async Task A_client_beyond_the_limit_of_rejections_receives_429_with_the_time_to_wait()
    {
        await using var site = await StartAsync();
        var client = await site.NewApiClientAsync();
        await RefuseAsync(site, client, times: Limit);

        var answer = await WithWrongTokenAsync(site, client);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.InRange(int.Parse(answer.Header("Retry-After"), CultureInfo.InvariantCulture), 1, 3_600);
        Assert.Equal("too_many_requests", answer.Json.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Valid_credentials_from_the_same_address_are_never_limited()
    {
        await using var site = await StartAsync();
        var client = await site.NewApiClientAsync();
        await RefuseAsync(site, client, times: Limit);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await WithWrongTokenAsync(site, client)).Status);

        for (var call = 0; call < 10 * Limit; call++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);
        }
    }

    [Fact]
    public async Task R25_Requests_that_fail_because_of_the_store_do_not_count()
    {
        await using var site = await StartAsync();
        var client = await site.NewApiClientAsync();
        site.Store.Failure = new StoreUnavailableException("down");

        for (var call = 0; call < 2 * Limit; call++)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.CallAsync()).Status);
        }
    }

    public enum Order
    {
        LimiterBeforeAuthorization,
        LimiterAfterAuthorization,
        LimiterAndImplicitAuthorization,
        NoLimiterMiddleware,
    }

    [Theory]
    [InlineData(Order.LimiterBeforeAuthorization)]
    [InlineData(Order.LimiterAfterAuthorization)]
    [InlineData(Order.LimiterAndImplicitAuthorization)]
    [InlineData(Order.NoLimiterMiddleware)]
    public async Task T49_The_limit_holds_in_any_order_of_the_middleware(Order order)
    {
        await using var site = await StartAsync(order: order);
        var client = await site.NewApiClientAsync();
        await RefuseAsync(site, client, times: Limit);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await WithWrongTokenAsync(site, client)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);
    }

    [Theory]
    [InlineData(null, "Bearer x", HttpStatusCode.Unauthorized)]
    [InlineData(null, "Bearer", HttpStatusCode.Unauthorized)]
    [InlineData(null, "Basic dXNlcjpwYXNzd29yZA==", HttpStatusCode.Unauthorized)]
    [InlineData(null, "nonsense", HttpStatusCode.Unauthorized)]
    [InlineData("KEY", null, HttpStatusCode.Unauthorized)]
    [InlineData("KEY", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x", HttpStatusCode.Unauthorized)]
    [InlineData("nonsense", null, HttpStatusCode.Unauthorized)]
    [InlineData("", "", HttpStatusCode.Unauthorized)]
    [InlineData(null, "Bearer TOKEN", HttpStatusCode.Unauthorized)]
    [InlineData("nonsense", "Bearer TOKEN", HttpStatusCode.Unauthorized)]
    [InlineData("a, b", "Bearer TOKEN", HttpStatusCode.BadRequest)]
    public async Task T50_Refused_credentials_of_any_shape_take_permits(string? userKey, string? authorization, HttpStatusCode refused)
    {
        await using var site = await StartAsync();
        var client = await site.NewApiClientAsync();

        for (var call = 0; call < Limit; call++)
        {
            Assert.Equal(refused, (await CallAsync()).Status);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await CallAsync()).Status);

        Task<Answer> CallAsync() => site.GetApiAsync(Real(userKey), Real(authorization));
        string? Real(string? text) => text?.Replace("KEY", client.UserKey, StringComparison.Ordinal).Replace("TOKEN", client.Token, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api?user_key=KEY")]
    [InlineData("/api?access_token=TOKEN")]
    public async Task T50_Credentials_in_a_place_that_is_not_allowed_take_permits(string path)
    {
        await using var site = await StartAsync();

        for (var call = 0; call < Limit; call++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await site.GetApiAsync(null, null, path)).Status);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await site.GetApiAsync(null, null, path)).Status);
    }

    [Fact]
    public async Task What_is_not_challenged_or_carries_no_credentials_takes_no_permit()
    {
        await using var site = await StartAsync();

        for (var call = 0; call < 2 * Limit; call++)
        {
            Assert.Equal(HttpStatusCode.OK, (await site.GetApiAsync(null, "Bearer of-another-scheme", "/open")).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await site.GetApiAsync(null, null)).Status);
        }
    }

    [Fact]
    public async Task A_global_limit_of_the_host_s_stays_in_force_and_counts_each_request_once()
    {
        await using var site = await StartAsync(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status418ImATeapot;
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
                ? RateLimitPartition.GetFixedWindowLimiter("api", _ => new() { PermitLimit = 2, Window = TimeSpan.FromHours(1) })
                : RateLimitPartition.GetNoLimiter(""));
        });
        var client = await site.NewApiClientAsync();

        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);
        Assert.Equal(StatusCodes.Status418ImATeapot, (int)(await client.CallAsync()).Status);
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(1, 0)]
    public void A_limit_out_of_bounds_is_refused(int permitLimit, int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RateLimiterOptions().LimitRefusedCredentials(limiter => (limiter.PermitLimit, limiter.Window) = (permitLimit, TimeSpan.FromSeconds(seconds))));

    [Theory]
    [InlineData(Limit + 5)]
    [InlineData(Limit)]
    public async Task Limiting_twice_is_safe_and_the_stricter_limit_holds(int other)
    {
        await using var site = await StartAsync(options => options.LimitRefusedCredentials(limiter => (limiter.PermitLimit, limiter.Window) = (other, TimeSpan.FromHours(1))));
        var client = await site.NewApiClientAsync();

        await RefuseAsync(site, client, Limit);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await WithWrongTokenAsync(site, client)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.CallAsync()).Status);
    }

    private static async Task RefuseAsync(TestSite site, ApiClient client, int times)
    {
        for (var call = 0; call < times; call++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await WithWrongTokenAsync(site, client)).Status);
        }
    }

    private static Task<Answer> WithWrongTokenAsync(TestSite site, ApiClient client) => site.GetApiAsync(client.UserKey, "Bearer tvt_" + client.Token);

    private static Task<TestSite> StartAsync(Action<RateLimiterOptions>? configure = null, Order order = Order.LimiterBeforeAuthorization) => TestSite.StartAsync(
        configure: builder => builder.Services.AddRateLimiter(options =>
        {
            configure?.Invoke(options);
            options.LimitRefusedCredentials(limiter => (limiter.PermitLimit, limiter.Window) = (Limit, TimeSpan.FromHours(1)));
        }),
        map: site =>
        {
            if (order is Order.LimiterBeforeAuthorization or Order.LimiterAndImplicitAuthorization)
            {
                site.UseRateLimiter();
            }

            if (order is not Order.LimiterAndImplicitAuthorization)
            {
                site.UseAuthentication();
                site.UseAuthorization();
            }

            if (order is Order.LimiterAfterAuthorization)
            {
                site.UseRateLimiter();
            }

            site.MapApiAccess(TestSite.Mount).RequireAuthorization(TestSite.SuperAdmins);
        });
}
