using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TrackVia.ApiAccess.Storage;
using TrackVia.ApiAccess.Tests.Storage;

namespace TrackVia.ApiAccess.Tests.Accounts;

public sealed class ClosedKindsTests
{
    [Fact]
    public void No_other_assembly_can_add_a_kind_of_change()
    {
        const string constructor = "public Stranger(AccessChange any) : base(any) { }";

        Assert.Contains("CS0534", Compile($"public sealed record Stranger : AccessChange {{ public override string Kind => \"Stranger\"; {constructor} }}"));
        Assert.Contains("CS0534", Compile($"public abstract record Half : AccessChange {{ protected Half(AccessChange any) : base(any) {{ }} }} "
            + "public sealed record Stranger : Half { public override string Kind => \"Stranger\"; public Stranger(Half any) : base(any) { } }"));
    }

    [Fact]
    public void What_other_assemblies_may_do_with_a_change_compiles() =>
        Assert.Empty(Compile("public static class Host { public static string Read(AccessChange change) => $\"{change.Kind} {change.Version}\"; }"));

    [Theory]
    [MemberData(nameof(AccountSerializerTests.EveryKindOfChange), MemberType = typeof(AccountSerializerTests))]
    public void A_kind_has_one_text_everywhere(AccessChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        string[] texts =
        [
            "ApiKeyCreated", "AuthTokenCreated", "AuthTokenDeactivated", "AuthTokenResumed", "AuthTokenDeleted", "AuthTokenRevealed",
            "UserAccessChanged", "UserRemoved",
        ];

        Assert.Contains(change.Kind, texts);
        Assert.Contains($"\"kind\":\"{change.Kind}\"", AccountSerializer.Serialize(change), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Compile(string source)
    {
        var references = AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => !assembly.IsDynamic && assembly.Location.Length > 0)
            .Select(assembly => MetadataReference.CreateFromFile(assembly.Location));
        var compilation = CSharpCompilation.Create(
            "Stranger",
            [CSharpSyntaxTree.ParseText($"using TrackVia.ApiAccess; {source}")],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.Id.ToString(CultureInfo.InvariantCulture));
    }
}
