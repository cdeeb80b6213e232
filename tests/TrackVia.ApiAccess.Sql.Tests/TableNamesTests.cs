namespace TrackVia.ApiAccess.Sql.Tests;

public sealed class TableNamesTests
{
    [Fact]
    public void The_default_names_leave_every_text_as_it_is()
    {
        const string text = "SELECT \"change\" FROM api_access_history -- api_access_feed";

        Assert.Equal(text, new TableNames().Apply(text));
        Assert.Equal(0, new TableNames().Hash);
    }

    [Theory]
    [InlineData(null, "tv_", "\"tv_token_use\".used_at > 1 AND my_api_access_token")]
    [InlineData("Billing", "tv_", "\"Billing\".\"tv_token_use\".used_at > 1 AND my_api_access_token")]
    [InlineData("Billing", "api_access_", "\"Billing\".\"api_access_token_use\".used_at > 1 AND my_api_access_token")]
    public void Other_names_are_quoted_and_only_tables_of_the_library_are_renamed(string? schema, string prefix, string expected) =>
        Assert.Equal(expected, new TableNames(schema, prefix).Apply("api_access_token_use.used_at > 1 AND my_api_access_token"));

    [Fact]
    public void A_database_with_other_quotation_marks_receives_them() =>
        Assert.Equal("SELECT `change` FROM `tv_history`", new TableNames(prefix: "tv_", quote: '`').Apply("SELECT \"change\" FROM api_access_history"));

    [Fact]
    public void Stores_with_other_names_have_other_hashes()
    {
        TableNames[] all = [new(), new(prefix: "a_"), new("a"), new("a", "a_"), new("b", "a_"), new("a", "b_")];

        Assert.Equal(all.Length, all.Select(names => names.Hash).Distinct().Count());
    }

    [Theory]
    [InlineData("api_access_", true)]
    [InlineData("_2", true)]
    [InlineData("x234567890123456789012345678901234567890", true)]
    [InlineData("x2345678901234567890123456789012345678901", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("2a", false)]
    [InlineData("Tv_", false)]
    [InlineData("tv-", false)]
    [InlineData("tv_\n", false)]
    [InlineData("tv\"; DROP TABLE x; --", false)]
    [InlineData("tä_", false)]
    public void T13_A_prefix_is_a_plain_identifier(string? prefix, bool isValid) => Assert.Equal(isValid, TableNames.FaultOfPrefix(prefix) is null);

    [Theory]
    [InlineData(null, true)]
    [InlineData("Billing", true)]
    [InlineData("order", true)]
    [InlineData("x23", true)]
    [InlineData("x234", false)]
    [InlineData("", false)]
    [InlineData("a.b", false)]
    [InlineData("a\"b", false)]
    [InlineData("a\n", false)]
    public void T13_A_schema_is_a_plain_identifier(string? schema, bool isValid) =>
        Assert.Equal(isValid, TableNames.FaultOfSchema(schema, schema?.StartsWith('x') == true ? 3 : 63) is null);
}
