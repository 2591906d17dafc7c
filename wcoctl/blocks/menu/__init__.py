"""Voice menu (menu głosowe): one digit chooses the way on."""
