using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>When tokens were last used, in a database that nodes share. The duties of the log itself are cases of the kit.</summary>
public abstract class TokenUseTests
{
    private static readonly AccountId Account = AccountId.Parse("acme");

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

    internal abstract void Use(ApiAccessBuilder builder);

    private static Task<IReadOnlyDictionary<AuthTokenId, TokenUsage>> ReadAsync(Node node) =>
        node.Store.Usage!.ReadUsageAsync(Account, CancellationToken.None);
}
