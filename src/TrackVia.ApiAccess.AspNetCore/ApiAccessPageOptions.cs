namespace TrackVia.ApiAccess.AspNetCore;

/// <summary>The options of the API Access page (R19). All of them are optional.</summary>
public sealed class ApiAccessPageOptions
{
    /// <summary>Gets or sets the path of a stylesheet that follows the page's own. It sets the custom properties at the beginning of page.css.</summary>
    /// <value>A path of the host, such as <c>~/css/api-access.css</c>, where <c>~</c> is the path base. Default: <see langword="null"/>, no stylesheet.</value>
    public string? StylesheetPath { get; set; }

    /// <summary>Gets or sets the path of the host's user management, which the page links when no user can be assigned to a token.</summary>
    /// <value>A path of the host, such as <c>~/users</c>, where <c>~</c> is the path base. Default: <see langword="null"/>, no link.</value>
    public string? ManageUsersPath { get; set; }
}
