using System.Reflection;

namespace TrackVia.ApiAccess.Tests.Architecture;

public sealed class PublicSurfaceTests
{
    private static readonly Type[] Public = typeof(AccountAccess).Assembly.GetExportedTypes();

    private static readonly MethodInfo[] Methods =
    [
        .. from type in Public
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           select method,
    ];

    [Fact]
    public void No_public_type_is_open_to_inheritance_by_accident()
    {
        var open = Public.Where(type => !type.IsSealed && !type.IsAbstract);

        Assert.Empty(open);
    }

    [Fact]
    public void Every_asynchronous_method_says_so_and_takes_a_cancellation_token_last()
    {
        var asynchronous = Methods.Where(method => IsAwaitable(method.ReturnType)).ToList();

        Assert.NotEmpty(asynchronous);
        Assert.All(asynchronous, method =>
        {
            Assert.EndsWith("Async", method.Name, StringComparison.Ordinal);
            Assert.Equal(typeof(CancellationToken), method.GetParameters().LastOrDefault()?.ParameterType);
        });
    }

    [Fact]
    public void Nothing_that_answers_at_once_says_that_it_is_asynchronous() =>
        Assert.DoesNotContain(Methods, method => method.Name.EndsWith("Async", StringComparison.Ordinal) && !IsAwaitable(method.ReturnType));

    [Theory]
    [InlineData("Util")]
    [InlineData("Helper")]
    [InlineData("Common")]
    [InlineData("Misc")]
    public void No_type_is_named_for_not_knowing_what_it_is(string word) =>
        Assert.DoesNotContain(
            typeof(AccountAccess).Assembly.GetTypes(),
            type => type.FullName!.StartsWith("TrackVia.", StringComparison.Ordinal) && type.FullName.Contains(word, StringComparison.Ordinal)); // Others are generated.

    [Fact]
    public void R1_No_public_member_changes_or_deletes_an_API_key()
    {
        var ofKeys = typeof(ApiAccessManager).GetMethods().Concat(typeof(JoinedManager).GetMethods()).Select(method => method.Name).Where(name => name.Contains("ApiKey", StringComparison.Ordinal));

        Assert.Equal([nameof(ApiAccessManager.CreateApiKeyAsync), nameof(ApiAccessManager.GetApiKeyAsync)], ofKeys.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void T38_No_public_type_holds_a_secret_but_those_that_hand_it_out()
    {
        var holders = Public.Where(type => type.GetProperties().Any(property => property.PropertyType == typeof(Credential)));

        Assert.Equal([nameof(DisplayedApiKey), nameof(IssuedAuthToken)], holders.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void T38_A_credential_does_not_turn_into_text_by_itself()
    {
        var members = typeof(Credential).GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static);

        Assert.DoesNotContain(members, member => member.Name.StartsWith("op_", StringComparison.Ordinal));
        Assert.Equal([nameof(Credential.Hint)], typeof(Credential).GetProperties().Where(property => property.PropertyType == typeof(string)).Select(property => property.Name));
    }

    private static bool IsAwaitable(Type type) =>
        type.GetMethod(nameof(Task.GetAwaiter)) is not null
        || (type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));
}
