namespace TrackVia.ApiAccess.AspNetCore;

/// <summary>How the API Access page fits into the host (R19). All of it is optional.</summary>
public sealed class ApiAccessPageOptions
{
    /// <summary>Gets or sets a stylesheet of the host's that comes after the page's own: it sets the custom properties that page.css begins with.</summary>
    /// <value>A path of the host's, as <c>~/css/api-access.css</c>; <c>~</c> is the path base. Default: none.</value>
    public string? StylesheetPath { get; set; }

    /// <summary>Gets or sets where the host manages users, to which the page sends a Super Admin when no user can be assigned to a token.</summary>
    /// <value>A path of the host's, as <c>~/users</c>; <c>~</c> is the path base. Default: none, the page says it in words alone.</value>
    public string? ManageUsersPath { get; set; }
}
