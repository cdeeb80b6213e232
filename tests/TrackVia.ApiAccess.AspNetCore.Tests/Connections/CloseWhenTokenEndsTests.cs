using NodaTime;
using TrackVia.ApiAccess.AspNetCore.Tests.Site;

namespace TrackVia.ApiAccess.AspNetCore.Tests.Connections;

/// <summary>R33: a connection that a token opened ends with the token, on every kind of connection, before a fenced revocation returns.</summary>
public sealed class CloseWhenTokenEndsTests : IAsyncLifetime
{
    private const string AfterTheFence = "sent after the fence";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streaming");
    private StreamingNode _here = null!;
    private StreamingNode _there = null!;
    private string _key = null!;

    public static TheoryData<string> Kinds => StreamClient.Kinds;

    public static TheoryData<string> UserRevocations => ["disable the user", "take the designation away", "remove the user"];

    private string File => Path.Combine(_folder.FullName, "api-access.db");

    public async Task InitializeAsync()
    {
        _here = await StreamingNode.StartAsync(File);
        _there = await StreamingNode.StartAsync(File);
        _key = await _here.OpenAccountAsync();
    }

    public async Task DisposeAsync()
    {
        await _there.DisposeAsync();
        await _here.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task R33_T55_A_fenced_deactivation_on_this_node_returns_when_the_connection_is_closed(string kind)
    {
        var (token, other) = (await _here.CreateTokenAsync(), await _here.CreateTokenAsync());
        await using var client = await StreamClient.OpenAsync(kind, _here, Credentials(token));
        await using var untouched = await StreamClient.OpenAsync(kind, _here, Credentials(other));

        var fence = await _here.DeactivateAsync(token);

        await AssertEndedAsync(client, _here, fence);
        Assert.Equal(AfterTheFence, await untouched.NextAsync());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task R33_T55_A_fenced_deactivation_on_another_node_returns_when_the_connection_is_closed(string kind)
    {
        var (token, other) = (await _here.CreateTokenAsync(), await _here.CreateTokenAsync());
        await using var client = await StreamClient.OpenAsync(kind, _here, Credentials(token));
        await using var untouched = await StreamClient.OpenAsync(kind, _here, Credentials(other));

        var fence = await _there.DeactivateAsync(token);

        await AssertEndedAsync(client, _here, fence);
        Assert.Equal(AfterTheFence, await untouched.NextAsync());
    }

    [Theory]
    [MemberData(nameof(UserRevocations))]
    public async Task R33_T55_A_connection_ends_with_its_user(string revocation)
    {
        var olivia = UserId.Parse("olivia@acme");
        await _here.DesignateAsync(olivia);
        await using var client = await StreamClient.OpenAsync("WebSocket", _here, Credentials(await _here.CreateTokenAsync()));
        await using var untouched = await StreamClient.OpenAsync("WebSocket", _here, Credentials(await _here.CreateTokenAsync(olivia)));

        var fence = await _there.RevokeUserAsync(revocation);

        await AssertEndedAsync(client, _here, fence);
        Assert.Equal(AfterTheFence, await untouched.NextAsync());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task R33_T55_A_connection_ends_when_its_token_expires(string kind)
    {
        var token = await _here.CreateTokenAsync();
        _here.Clock.Reset(token.Token.ExpiresAt - Duration.FromMilliseconds(1));
        await using var client = await StreamClient.OpenAsync(kind, _here, Credentials(token));

        // Less than a lease lasts: the connections are not closed because this node is late.
        _here.Clock.AdvanceMilliseconds(1);

        Assert.Null(await client.NextAsync());
    }

    [Fact]
    public async Task R33_T55_A_token_that_was_resumed_opens_a_new_connection()
    {
        var token = await _here.CreateTokenAsync();
        await using var client = await StreamClient.OpenAsync("WebSocket", _here, Credentials(token));
        await _there.DeactivateAsync(token);
        Assert.Null(await client.NextAsync());

        await _there.ResumeAsync(token);

        await using var again = await StreamClient.OpenAsync("WebSocket", _here, Credentials(token));
        await _here.BroadcastAsync("again");
        Assert.Equal("again", await again.NextAsync());
    }

    [Fact]
    public async Task R33_T55_A_hub_that_is_polled_is_disconnected_though_its_polls_come_and_go()
    {
        // The framework itself would notice after 15 seconds that nobody polls.
        var soon = TimeSpan.FromSeconds(10);
        var token = await _here.CreateTokenAsync();
        await using var client = await StreamClient.OpenAsync("hub, long polling", _here, Credentials(token));

        await _there.DeactivateAsync(token);

        await _here.HubDisconnected.WaitAsync(soon);
    }

    [Fact]
    public async Task R33_A_caller_without_a_token_is_not_affected_on_the_same_endpoint()
    {
        await using var session = await StreamClient.OpenAsync(
            "server-sent events", _here, new Dictionary<string, string> { [TestSignIn.Header] = "admin@acme" });

        await _here.DeactivateAsync(await _here.CreateTokenAsync());

        await _here.BroadcastAsync(AfterTheFence);
        Assert.Equal(AfterTheFence, await session.NextAsync());
    }

    [Fact]
    public async Task R33_T55_Without_snapshots_a_connection_ends_with_its_token_too()
    {
        await using var node = await StreamingNode.StartAsync(File, options => options.UseSnapshots = false);
        var token = await node.CreateTokenAsync();
        await using var client = await StreamClient.OpenAsync("WebSocket", node, Credentials(token));

        var fence = await _there.DeactivateAsync(token);

        await AssertEndedAsync(client, node, fence);
    }

    [Fact]
    public async Task R33_The_ticket_expires_with_the_token_so_that_a_hub_can_close_by_the_frameworks_own_option()
    {
        // The framework looks at the machine's clock, by which a token of this year has expired.
        _here.Clock.Reset(Instant.FromUtc(2020, 1, 1, 0, 0));
        var token = await _here.CreateTokenAsync(expiresOn: new LocalDate(2020, 6, 1));

        await using var client = await StreamClient.OpenAsync("hub, WebSockets", _here, Credentials(token), "/plain-hub");

        Assert.Null(await client.NextAsync());
    }

    /// <summary>Nothing that is sent after the fence has returned gets to the client, and the client notices that the connection is closed.</summary>
    private static async Task AssertEndedAsync(StreamClient client, StreamingNode node, FenceResult fence)
    {
        await node.BroadcastAsync(AfterTheFence);
        Assert.True(fence.IsComplete);
        Assert.Empty(fence.WaitedOut);
        Assert.Null(await client.NextAsync());
    }

    private Dictionary<string, string> Credentials(IssuedAuthToken token) => new()
    {
        ["user_key"] = _key,
        ["authorization"] = "Bearer " + token.Secret.Reveal(),
    };
}
