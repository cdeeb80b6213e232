using System.Globalization;
using System.Reflection;
using TrackVia.ApiAccess.Tests;

namespace Documentation.Tests;

/// <summary>The limits of CONTRIBUTING.md on the sizes of files and constructors in <c>src</c>.</summary>
public sealed class SizeTests
{
    private const int MaxParameters = 6;
    private const int MaxLines = 300;

    // Records of stored data: each parameter is a field of the JSON document, and is passed by name.
    private static readonly string[] Documents = ["TrackVia.ApiAccess.Storage.ChangeDocument", "TrackVia.ApiAccess.Storage.TokenDocument"];

    private static readonly string Sources = Repository.PathOf("src");

    [Fact]
    public void No_constructor_has_more_than_six_parameters_except_the_records_of_stored_documents() => Assert.Equal(
        Documents,
        from type in Projects().SelectMany(name => Assembly.Load(name).GetTypes())
        where type.FullName!.StartsWith("TrackVia.", StringComparison.Ordinal) // Others are generated.
        where Constructors(type).Any(constructor => constructor.GetParameters().Length > MaxParameters)
        orderby type.FullName
        select type.FullName);

    [Fact]
    public void No_file_has_more_than_300_lines_of_code() => Assert.Equal(
        [],
        from file in Files("*.cs").Concat(Files("*.js")).Concat(Files("*.css"))
        let lines = File.ReadLines(file).Count(IsCode)
        where lines > MaxLines
        select string.Create(CultureInfo.InvariantCulture, $"{Path.GetRelativePath(Sources, file)}: {lines}"));

    [Theory]
    [InlineData("    return token;", true)]
    [InlineData("    // Why it does.", true)]
    [InlineData("    /// <summary>Gets the token.</summary>", false)]
    [InlineData("     ", false)]
    public void A_line_of_code_is_neither_blank_nor_documentation(string line, bool isCode) => Assert.Equal(isCode, IsCode(line));

    private static bool IsCode(string line) =>
        !string.IsNullOrWhiteSpace(line) && !line.AsSpan().TrimStart().StartsWith("///", StringComparison.Ordinal);

    private static ConstructorInfo[] Constructors(Type type) =>
        type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    /// <summary>Returns the names of all projects, which are the names of their assemblies.</summary>
    private static IEnumerable<string> Projects() => Files("*.csproj").Select(file => Path.GetFileNameWithoutExtension(file));

    private static IEnumerable<string> Files(string pattern) => Directory.EnumerateFiles(Sources, pattern, SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Sources, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal);
}
