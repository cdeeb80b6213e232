using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace TrackVia.ApiAccess.Tests.Architecture;

/// <summary>The name of a test begins with the rules and threats that it verifies: R16_T18_Deactivated_then_expired_is_expired.</summary>
public sealed partial class RuleCoverageTests
{
    // R19 to R21 and R24 are surfaces; the others up to R27 are the core's, and so is R33.
    private static readonly int[] Rules = [.. Enumerable.Range(1, 18), 22, 23, 25, 26, 27, 33];
    private static readonly int[] Threats =
    [
        .. Enumerable.Range(1, 5), .. Enumerable.Range(12, 19), 32, 33, .. Enumerable.Range(38, 7), 48, 50, 51, 53, 55, 57, 59,
    ];

    private static readonly HashSet<string> Cited =
    [
        .. from type in typeof(RuleCoverageTests).Assembly.GetTypes()
           from method in type.GetMethods()
           where method.GetCustomAttributes<FactAttribute>().Any()
           from Capture number in Head().Match(method.Name).Groups["number"].Captures
           select number.Value,
    ];

    [Fact]
    public void Every_rule_of_the_core_has_a_test() => Assert.Empty(Rules.Select(Name("R")).Except(Cited));

    [Fact]
    public void Every_threat_to_the_core_has_a_test() => Assert.Empty(Threats.Select(Name("T")).Except(Cited));

    [Fact]
    public void No_test_cites_what_does_not_exist() => Assert.Empty(Cited.Except(
        [.. Enumerable.Range(1, 36).Select(Name("R")), .. Enumerable.Range(1, 59).Select(Name("T"))]));

    private static Func<int, string> Name(string letter) => number => letter + number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?:(?<number>[RT][0-9]+)_)+")]
    private static partial Regex Head();
}
