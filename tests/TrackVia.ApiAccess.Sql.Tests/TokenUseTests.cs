using NodaTime;
using TrackVia.ApiAccess.Accounts;
using TrackVia.ApiAccess.DependencyInjection;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tokens;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>When tokens were last used, in a database that nodes share.</summary>
public abstract class TokenUseTests
{
    private static readonly AccountId Account = AccountId.Parse("acme");
    private static readonly Instant Noon = Instant.FromUtc(2026, 6, 15, 12, 0);

    [Fact]
    public async Task What_one_node_saw_another_reads_when_the_first_has_left()
    {
        await using var there = await Node.StartAsync(Use);
        AuthTokenId tokenId;
        await using (var here = await Node.StartAsync(Use))
        {
            var key = await here.OpenAccountAsync();
            var token = await here.CreateTokenAsync();
            tokenId = token.Token.Id;
            Assert.True((await here.ValidateAsync(key, token)).IsValid);
        }

        Assert.Equal(tokenId, Assert.Single(await ReadAsync(there)).Key);
    }

    [Fact]
    public async Task Of_several_uses_the_latest_counts_whichever_comes_first()
    {
        await using var node = await Node.StartAsync(Use);
        await node.OpenAccountAsync();
        var id = (await node.CreateTokenAsync()).Token.Id;

        await RecordAsync(node, (id, Noon));
        await RecordAsync(node, (id, Noon + Duration.FromHours(2)));
        await RecordAsync(node, (id, Noon + Duration.FromHours(1)));

        Assert.Equal(Noon + Duration.FromHours(2), (await ReadAsync(node))[id]);
    }

    [Fact]
    public async Task A_deleted_token_and_one_that_never_was_have_no_use()
    {
        await using var node = await Node.StartAsync(Use);
        await node.OpenAccountAsync();
        var gone = await node.CreateTokenAsync();
        var stays = (await node.CreateTokenAsync()).Token.Id;
        await RecordAsync(node, (gone.Token.Id, Noon));
        await node.RevokeAsync(gone);
        await node.DeleteAsync(gone);

        Assert.Empty(await ReadAsync(node));

        await RecordAsync(node, (gone.Token.Id, Noon), (stays, Noon), (AuthTokenId.Parse("0123456789abcdef0123456789abcdef"), Noon));
        Assert.Equal(stays, Assert.Single(await ReadAsync(node)).Key);
    }

    [Fact]
    public async Task Several_commands_of_uses_are_written_as_one_batch()
    {
        await using var node = await Node.StartAsync(Use);
        await node.OpenAccountAsync();
        var ids = new List<AuthTokenId>();
        for (var i = 0; i < 100; i++)
        {
            ids.Add((await node.CreateTokenAsync()).Token.Id);
        }

        await RecordAsync(node, [.. ids.Select((id, i) => (id, Noon + Duration.FromSeconds(i))), .. Enumerable.Range(0, 100).Select(i => (AuthTokenId.Parse($"{i + 1:x32}"), Noon))]);

        Assert.Equal(
            ids.Select((id, i) => (id.ToString(), Noon + Duration.FromSeconds(i))).Order(),
            (await ReadAsync(node)).Select(use => (use.Key.ToString(), use.Value)).Order());
    }

    internal abstract void Use(ApiAccessBuilder builder);

    private static Task RecordAsync(Node node, params IEnumerable<(AuthTokenId Id, Instant At)> uses) =>
        ((ITokenUseLog)node.Store).RecordUsesAsync([.. uses.Select(use => new TokenUse(Account, use.Id, use.At))], CancellationToken.None);

    private static Task<IReadOnlyDictionary<AuthTokenId, Instant>> ReadAsync(Node node) =>
        ((ITokenUseLog)node.Store).ReadUsesAsync(Account, CancellationToken.None);
}
