using System.Collections.Frozen;
using System.Text.Json;
using HostApp.Users;
using TrackVia.ApiAccess;

namespace HostApp.OpenApi;

/// <summary>The apps and views of every account. View ids differ between accounts: a stranger's view is not there.</summary>
internal sealed class AccountData
{
    private readonly FrozenDictionary<AccountId, ViewRecords[]> _views = HostUsers.Accounts.Index()
        .ToFrozenDictionary(account => account.Item, account => DemoViews(account.Item, number: account.Index + 1));

    public IReadOnlyList<App> Apps(AccountId accountId) =>
        [.. Views(accountId).Select(view => view.ApplicationName).Distinct().Select((name, index) => new App($"{index + 1}", name))];

    public IReadOnlyList<View> Views(AccountId accountId) => [.. Of(accountId).Select(records => records.View)];

    public ViewRecords? Find(AccountId accountId, string viewId) =>
        Of(accountId).FirstOrDefault(records => records.View.Id == viewId);

    private ViewRecords[] Of(AccountId accountId) => _views.GetValueOrDefault(accountId, []);

    private static ViewRecords[] DemoViews(AccountId account, int number)
    {
        var app = $"Contact Management - {account}";
        var contacts = new ViewRecords(
            new View($"{number}1", "Default Contacts View", app),
            [
                new Field("Company", "shortAnswer", Required: true),
                new Field("Contact", "shortAnswer"),
                new Field("Revenue", "number"),
                new Field("Status", "dropDown") { Choices = ["Lead", "Customer"] },
            ]);
        var visits = new ViewRecords(
            new View($"{number}2", "Default Visits View", app),
            [new Field("Company", "shortAnswer", Required: true), new Field("Date", "date", Required: true)]);

        contacts.TryAdd([Record($$"""{"Company":"First customer of {{account}}","Contact":"Carla Customer","Revenue":12500,"Status":"Customer"}""")], $"admin@{account}.example");
        return [contacts, visits];
    }

    private static Dictionary<string, JsonElement> Record(string json) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
}
