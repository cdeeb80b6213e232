using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace TrackVia.ApiAccess.Tests.Architecture;

/// <summary>A test that proves a rule or a threat says so at the head of its name: R16_T18_Deactivated_then_expired_is_expired.</summary>
public sealed partial class RuleCoverageTests
{
    // R19 to R21 and R24 are surfaces; R1 to R26 else are the core's.
    private static readonly int[] Rules = [.. Enumerable.Range(1, 18), 22, 23, 25, 26];
    private static readonly int[] Threats = [1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 32, 33, 38, 39, 40];

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
        [.. Enumerable.Range(1, 26).Select(Name("R")), .. Enumerable.Range(1, 59).Select(Name("T"))]));

    private static Func<int, string> Name(string letter) => number => letter + number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?:(?<number>[RT][0-9]+)_)+")]
    private static partial Regex Head();
}
