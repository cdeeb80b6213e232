using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using TrackVia.ApiAccess.AspNetCore.Management.Filters;

namespace TrackVia.ApiAccess.AspNetCore.Management.OpenApi;

/// <summary>A parameter of a call, for a host's OpenAPI document. The handlers read route, query and headers themselves.</summary>
internal sealed class DescribedParameter : IParameterBindingMetadata
{
    private DescribedParameter(string declared) =>
        ParameterInfo = typeof(DescribedParameter).GetMethod(nameof(Declare), BindingFlags.NonPublic | BindingFlags.Static)!
            .GetParameters().Single(parameter => parameter.Name == declared);

    public static DescribedParameter TokenId { get; } = new("id");

    public static DescribedParameter UserId { get; } = new("userId");

    public static DescribedParameter Fence { get; } = new("fence");

    public static DescribedParameter AfterVersion { get; } = new("afterVersion");

    public static DescribedParameter UserIds { get; } = new("userIds");

    public static DescribedParameter Search { get; } = new("search");

    public static DescribedParameter Assignable { get; } = new("assignable");

    public static DescribedParameter AfterUser { get; } = new("afterUser");

    public static DescribedParameter Take { get; } = new("take");

    public static DescribedParameter Antiforgery { get; } = new("antiforgery");

    public string Name => ParameterInfo.Name!;

    public ParameterInfo ParameterInfo { get; }

    public bool HasTryParse => true;

    public bool HasBindAsync => false;

    public bool IsOptional => ParameterInfo.GetCustomAttribute<FromQueryAttribute>() is not null;

    /// <summary>Declares the parameters. This method is never called.</summary>
    private static void Declare(
        [FromRoute, Description("The id of the auth token, from the list of tokens.")] string id,
        [FromRoute, Description("The host's id of the user.")] string userId,
        [FromQuery, Description("true: respond only when no node can accept the revoked credentials any longer.")] bool? fence,
        [FromQuery(Name = "after"), Description("Entries after this version. Default: 0.")] long? afterVersion,
        [FromQuery(Name = "id"), Description("The host's ids of users, at most 100. Other parameters are ignored.")] string[]? userIds,
        [FromQuery, Description("Text that the name or the id contains, ignoring case. Empty: all users of the host's directory.")] string? search,
        [FromQuery, Description("true: only users that a token can be assigned to.")] bool? assignable,
        [FromQuery(Name = "after"), Description("The value of after in the previous page.")] string? afterUser,
        [FromQuery, Description("The most entries to return.")] int? take,
        [FromHeader(Name = AntiforgeryGuard.HeaderName), Description("The token that GET antiforgery returns, sent together with its cookie.")] string antiforgery)
    {
    }
}
