using System.Reflection;

namespace TrackVia.ApiAccess.Tests.Architecture;

/// <summary>Arrows between folders run one way: the domain does not know how it is stored, called or wired.</summary>
public sealed class DirectionTests
{
    private const string Root = "TrackVia.ApiAccess.";

    private static readonly Assembly Core = typeof(AccountAccess).Assembly;
    private static readonly SourceFolders Folders = new(Core);

    [Fact]
    public void No_folders_know_each_other_in_a_circle() => Assert.Equal("", string.Join(Environment.NewLine, Folders.Cycles()));

    [Theory]
    [InlineData("Credentials", "Identifiers", "Protection", "Refusals", "Tokens", "Users", "Accounts")]
    [InlineData("Identifiers", "Protection", "Refusals", "Tokens", "Users", "Accounts")]
    [InlineData("Refusals", "Tokens", "Users", "Accounts")]
    [InlineData("Tokens", "Users", "Accounts")]
    [InlineData("Users", "Accounts")]
    [InlineData("Accounts", "Storage")]
    [InlineData("Storage", "Diagnostics", "Validation", "Management", "DependencyInjection")]
    [InlineData("Diagnostics", "Validation", "Management", "DependencyInjection")]
    [InlineData("Validation", "Management", "DependencyInjection")]
    [InlineData("Management", "DependencyInjection")]
    public void A_folder_does_not_know(string folder, params string[] others)
    {
        Assert.Contains(folder, Folders.All);
        Assert.All(others, other => Assert.Contains(other, Folders.All));
        Assert.Equal("", string.Join(Environment.NewLine, others.SelectMany(other => Folders.WhyKnows(folder, other))));
    }

    [Fact]
    public void Knowing_is_seen_in_signatures_and_in_code()
    {
        var manager = Reach.Of(typeof(ApiAccessManager)).ToList();
        var committer = Reach.Of(Core.GetType($"{Root}Management.ChangeCommitter", throwOnError: true)!
            .GetNestedTypes(BindingFlags.NonPublic).Single(type => type.Name.Contains("CommitUntilKnownAsync", StringComparison.Ordinal)));

        Assert.Contains(typeof(ApiAccess.Storage.IApiAccessStore), manager);
        Assert.Contains(typeof(ApiAccess.Storage.CommitOutcomeUnknownException), committer);
    }

    [Fact]
    public void The_folder_of_a_type_is_that_of_its_source_file()
    {
        Assert.Equal("Tokens", Folders.Of(typeof(AuthTokenLifecycle)));
        Assert.Null(Folders.Of(typeof(ApiAccessOptions)));
    }

    [Fact]
    public void The_core_knows_no_database_no_HTTP_and_no_hosting()
    {
        string[] forbidden =
            ["System.Data", "System.Net", "Microsoft.Data", "Npgsql", "Microsoft.AspNetCore", "Microsoft.Extensions.Hosting", "Microsoft.EntityFrameworkCore"];

        // An address is a value, as an instant is; and a host's transaction is the platform's own abstraction, which a store may join.
        string[] allowed = ["System.Net.Primitives", "System.Data.Common"];

        Assert.DoesNotContain(Core.GetReferencedAssemblies(), assembly =>
            !allowed.Contains(assembly.Name) && forbidden.Any(prefix => assembly.Name!.StartsWith(prefix, StringComparison.Ordinal)));
    }
}
