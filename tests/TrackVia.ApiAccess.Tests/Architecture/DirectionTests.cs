using System.Reflection;
using TrackVia.ApiAccess.Storage;

namespace TrackVia.ApiAccess.Tests.Architecture;

/// <summary>Arrows run one way: the domain knows nothing of where it is kept, who asks, or how it is wired.</summary>
public sealed class DirectionTests
{
    private const string Root = "TrackVia.ApiAccess.";

    private static readonly Assembly Core = typeof(AccountAccess).Assembly;

    [Theory]
    [InlineData("Tokens", "Storage", "Validation", "Management", "DependencyInjection")]
    [InlineData("Accounts", "Storage", "Validation", "Management", "DependencyInjection")]
    [InlineData("Keys", "Storage", "Validation", "Management", "DependencyInjection")]
    [InlineData("Users", "Storage", "Validation", "Management", "DependencyInjection")]
    [InlineData("Changes", "Storage", "Validation", "Management", "DependencyInjection")]
    [InlineData("Credentials", "Storage", "Validation", "Management", "DependencyInjection")]
    [InlineData("Storage", "Validation", "Management", "DependencyInjection")]
    [InlineData("Validation", "Management")]
    [InlineData("Diagnostics", "Management", "DependencyInjection")]
    public void A_folder_does_not_know(string folder, params string[] others)
    {
        var types = Core.GetTypes().Where(type => IsIn(type, folder)).ToList();
        var forbidden =
            from type in types
            from known in Reach.Of(type)
            where others.Any(other => IsIn(known, other))
            select $"{type} knows {known}";

        Assert.NotEmpty(types);
        Assert.Empty(forbidden);
    }

    [Fact]
    public void Knowing_is_seen_in_signatures_and_in_code()
    {
        var manager = Reach.Of(typeof(ApiAccessManager)).ToList();
        var committer = Reach.Of(Core.GetType($"{Root}Management.ChangeCommitter", throwOnError: true)!
            .GetNestedTypes(BindingFlags.NonPublic).Single(type => type.Name.Contains("CommitOnceAsync", StringComparison.Ordinal)));

        Assert.Contains(typeof(IApiAccessStore), manager);
        Assert.Contains(typeof(CommitOutcomeUnknownException), committer);
    }

    [Fact]
    public void The_core_knows_no_database_no_HTTP_and_no_hosting()
    {
        string[] forbidden =
            ["System.Data", "System.Net", "Microsoft.Data", "Npgsql", "Microsoft.AspNetCore", "Microsoft.Extensions.Hosting", "Microsoft.EntityFrameworkCore"];

        // An address is a value, as an instant is.
        const string addresses = "System.Net.Primitives";

        Assert.DoesNotContain(Core.GetReferencedAssemblies(), assembly =>
            assembly.Name != addresses && forbidden.Any(prefix => assembly.Name!.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private static bool IsIn(Type type, string folder) =>
        type.Namespace is { } name && (name == Root + folder || name.StartsWith($"{Root}{folder}.", StringComparison.Ordinal));
}
