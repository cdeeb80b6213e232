using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Sql.Tests;

/// <summary>Tables of several stores in one database, which differ in the options for their names.</summary>
public abstract partial class SeparateTablesTests
{
    private static readonly AccountId Acme = AccountId.Parse("acme");

    [Fact]
    public async Task Two_prefixes_in_one_database_are_two_stores() =>
        await AreTwoStoresAsync(Open(new TableNames()), Open(new TableNames(prefix: "billing_")));

    [Fact]
    public async Task A_prefix_that_begins_with_the_default_one_is_another_store() =>
        await AreTwoStoresAsync(Open(new TableNames()), Open(new TableNames(prefix: "api_access_2_")));

    [Fact]
    public async Task The_longest_prefix_fits()
    {
        var prefix = new string('x', TableNames.MaxPrefixLength - 1);

        await AreTwoStoresAsync(Open(new TableNames(prefix: prefix + "a")), Open(new TableNames(prefix: prefix + "b")));
    }

    [Fact]
    public async Task The_scripts_run_by_hand_with_the_names_that_the_documented_command_puts_in()
    {
        const string prefix = "billing_";
        foreach (var name in DialectAssembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var script = new StreamReader(DialectAssembly.GetManifestResourceStream(name)!);
            await RunByHandAsync(await SedAsync(await DocumentedCommandAsync(), await script.ReadToEndAsync()));
        }

        var journal = new Journal(Open(new TableNames(SchemaOfDocumentedCommand, prefix), SchemaProvisioning.Validate), "acme");
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = Journal.ApiKey() });

        Assert.Equal(journal.Account, await journal.ReplayAsync());
    }

    [Fact]
    public void Every_kind_of_change_has_its_statements()
    {
        var kinds = typeof(AccessChange).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(AccessChange)));

        Assert.Equal(kinds.ToHashSet(), new ChangeStatements(NewDialect()).Kinds.ToHashSet());
    }

    /// <summary>Gets the assembly with the scripts.</summary>
    private protected abstract Assembly DialectAssembly { get; }

    /// <summary>Gets the heading in docs/storage.md under which the command that changes the names is.</summary>
    private protected abstract string DocumentedUnder { get; }

    private protected virtual string? SchemaOfDocumentedCommand => null;

    /// <summary>Opens a store on the same database, whatever its names.</summary>
    internal abstract SqlApiAccessStore Open(TableNames names, SchemaProvisioning provisioning = SchemaProvisioning.CreateIfMissing);

    internal abstract SqlDialect NewDialect();

    /// <summary>Runs a script as an operator does.</summary>
    private protected abstract Task RunByHandAsync(string script);

    /// <summary>Fills a store, and finds nothing of it in the other one, which may hold the same.</summary>
    internal static async Task AreTwoStoresAsync(SqlApiAccessStore one, SqlApiAccessStore other)
    {
        var key = Journal.ApiKey();
        var token = Journal.Token();
        var first = new Journal(one, "acme");
        await FillAsync(first, one, key, token, TimeSpan.FromSeconds(5));

        Assert.Equal(AccountAccess.Empty(Acme), await other.LoadAsync(Acme, CancellationToken.None));
        Assert.Empty(await other.FindAccountsAsync([key.Digest], CancellationToken.None));
        Assert.Empty(await other.ReadFeedAsync(FeedPosition.Start, 10, CancellationToken.None));
        Assert.Equal(FeedPosition.Start, await other.GetFeedEndAsync(CancellationToken.None));
        Assert.Empty(await other.ReadHistoryAsync(Acme, 0, 10, CancellationToken.None));
        Assert.Empty(await other.Nodes.ListNodesAsync(CancellationToken.None));
        Assert.Empty(await other.Usage.ReadUsageAsync(Acme, CancellationToken.None));

        var second = new Journal(other, "acme");
        await FillAsync(second, other, key, token, TimeSpan.FromSeconds(7));

        foreach (var (journal, store) in new[] { (first, one), (second, other) })
        {
            Assert.Equal(journal.Account, await journal.ReplayAsync());
            Assert.Equal(journal.Account, await store.LoadAsync(Acme, CancellationToken.None));
            Assert.Equal(new FeedPosition(2), await store.GetFeedEndAsync(CancellationToken.None));
            Assert.Single(await store.Nodes.ListNodesAsync(CancellationToken.None));
            Assert.Single(await store.Usage.ReadUsageAsync(Acme, CancellationToken.None));
        }
    }

    private static async Task FillAsync(Journal journal, SqlApiAccessStore store, ApiKey key, AuthToken token, TimeSpan maxStaleness)
    {
        await journal.CommitAsync(new ApiKeyCreated { Origin = journal.Origin(), ApiKey = key });
        var committed = await journal.CommitAsync(new AuthTokenCreated { Origin = journal.Origin(), Token = token });
        Assert.Equal(new FeedPosition(2), committed.Position);
        Assert.Equal(maxStaleness, await store.Nodes.RegisterNodeAsync(NodeId.Parse("web-1"), maxStaleness, CancellationToken.None));
        await store.Usage.RecordUsageAsync([new TokenUsage { AccountId = Acme, TokenId = token.Id, At = token.CreatedAt }], CancellationToken.None);
    }

    private async Task<string> DocumentedCommandAsync()
    {
        var guide = await File.ReadAllTextAsync(ApiAccess.Tests.Repository.PathOf("docs/storage.md"));
        var section = guide[guide.IndexOf("## Names of the tables", StringComparison.Ordinal)..];
        return DocumentedSed().Matches(section).Select(match => match.Groups).First(groups => groups["engine"].Value == DocumentedUnder)["expression"].Value;
    }

    private static async Task<string> SedAsync(string expression, string text)
    {
        using var sed = Process.Start(new ProcessStartInfo("sed", ["-E", expression]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await sed.StandardInput.WriteAsync(text);
        sed.StandardInput.Close();
        var changed = await sed.StandardOutput.ReadToEndAsync();
        await sed.WaitForExitAsync();
        Assert.NotEqual(text, changed);
        return changed;
    }

    [GeneratedRegex("""^sed -E '(?<expression>[^']+)' .*# (?<engine>\w+)$""", RegexOptions.Multiline)]
    private static partial Regex DocumentedSed();
}
