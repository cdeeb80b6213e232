using TrackVia.ApiAccess.Testing;

namespace MyCompany.Storage.Tests;

// snippet: kit-theory
public sealed class MyStoreConformance
{
    public static IEnumerable<TheoryDataRow<string>> Cases =>
        StoreConformance.Cases.Select(one => new TheoryDataRow<string>(one.Name));

    [Theory, MemberData(nameof(Cases))]
    public async Task Conforms(string name)
    {
        await using var fixture = new MyStoreFixture();
        await StoreConformance.RunAsync(name, fixture, TestContext.Current.CancellationToken);
    }
}
// end snippet
