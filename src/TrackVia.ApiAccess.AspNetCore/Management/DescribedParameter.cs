using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using TrackVia.ApiAccess.Management;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>A parameter of a call as a host's OpenAPI document tells of it: the handlers read route, query and headers themselves.</summary>
internal sealed class DescribedParameter : IParameterBindingMetadata
{
    private DescribedParameter(string name) =>
        ParameterInfo = ((Action<string, string, bool?, long?, int?, string>)Declare).Method.GetParameters().Single(parameter => parameter.Name == name);

    public static DescribedParameter TokenId { get; } = new("id");

    public static DescribedParameter UserId { get; } = new("userId");

    public static DescribedParameter Fence { get; } = new(FenceQuery.Name);

    public static DescribedParameter After { get; } = new("after");

    public static DescribedParameter Take { get; } = new("take");

    public static DescribedParameter Antiforgery { get; } = new("antiforgery");

    public string Name => ParameterInfo.Name!;

    public ParameterInfo ParameterInfo { get; }

    public bool HasTryParse => true;

    public bool HasBindAsync => false;

    public bool IsOptional => ParameterInfo.GetCustomAttribute<FromQueryAttribute>() is not null;

    /// <summary>Declares; it is never called.</summary>
    private static void Declare(
        [FromRoute, Description("The id of the auth token, as the list gives it.")] string id,
        [FromRoute, Description("The host's id of the user.")] string userId,
        [FromQuery, Description("true: answer when no node can accept any more what this call revokes.")] bool? fence,
        [FromQuery, Description("Entries after this version; 0 if left out.")] long? after,
        [FromQuery, Description("At most so many entries.")] int? take,
        [FromHeader(Name = AntiforgeryGuard.HeaderName), Description("The token that GET antiforgery gives, with its cookie.")] string antiforgery)
    {
    }
}
