@echo off
rem SPDX-License-Identifier: Apache-2.0
rem Shirube on Windows: finds Java 25 or later and runs the one jar with the arguments given.
rem The lines in Japanese stand at the end and are reached only after code page 65001 is set: cmd
rem reads this file by the code page of the moment, also while it looks for a label.
setlocal EnableExtensions DisableDelayedExpansion

set "SHIRUBE_CODEPAGE="
for /f "tokens=2 delims=:." %%C in ('chcp') do set "SHIRUBE_CODEPAGE=%%C"
if defined SHIRUBE_CODEPAGE set "SHIRUBE_CODEPAGE=%SHIRUBE_CODEPAGE: =%"

set "SHIRUBE_JAR=%~dp0shirube.jar"
if not exist "%SHIRUBE_JAR%" set "SHIRUBE_JAR=%~dp0server\target\shirube.jar"
if not exist "%SHIRUBE_JAR%" goto nojar

set "SHIRUBE_JAVA="
if defined JAVA_HOME call :try "%JAVA_HOME%"
for %%V in ("%ProgramFiles%" "%ProgramW6432%" "%LOCALAPPDATA%\Programs") do (
  for /d %%D in ("%%~V\Eclipse Adoptium\*25*" "%%~V\Java\*25*" "%%~V\Microsoft\*25*" "%%~V\Amazon Corretto\*25*" "%%~V\Zulu\*25*" "%%~V\BellSoft\*25*") do call :try "%%~D"
)
for /d %%D in ("%USERPROFILE%\.jdks\*25*" "%~dp0j*25*") do call :try "%%~D"
for /d %%D in ("%USERPROFILE%\scoop\apps\*25*") do call :try "%%~D\current"
for /f "delims=" %%J in ('where java.exe 2^>nul') do call :try "%%~dpJ.."
if not defined SHIRUBE_JAVA goto nojava

chcp 65001 >nul 2>nul
"%SHIRUBE_JAVA%" -XX:+UseSerialGC -Xshare:auto -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 "-Dshirube.home=%~dp0." -jar "%SHIRUBE_JAR%" %*
set "SHIRUBE_CODE=%ERRORLEVEL%"
if defined SHIRUBE_CODEPAGE chcp %SHIRUBE_CODEPAGE% >nul 2>nul
exit /b %SHIRUBE_CODE%

:try
rem Takes the Java in a folder if it is 25 or later and none was taken. The dot of the pattern stands
rem for a quotation mark: cmd knows no way to write one inside quotation marks.
if defined SHIRUBE_JAVA exit /b 0
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\release" exit /b 0
findstr /b /r "JAVA_VERSION=.2[5-9] JAVA_VERSION=.[3-9][0-9]" "%~1\release" >nul 2>nul
if not errorlevel 1 set "SHIRUBE_JAVA=%~1\bin\java.exe"
exit /b 0

:japanese
rem Succeeds if this person reads Japanese, with the code page for it set.
if /i "%SHIRUBE_LANG%"=="ja" goto japanese_page
if defined SHIRUBE_LANG exit /b 1
reg query "HKCU\Control Panel\International" /v LocaleName 2>nul | findstr /i "ja-JP" >nul
if errorlevel 1 exit /b 1
:japanese_page
chcp 65001 >nul 2>nul
exit /b 0

:nojar
call :japanese && goto nojar_ja
>&2 echo shirube.jar was not found beside shirube.cmd. Put both into one folder.
exit /b 69

:nojava
call :japanese && goto nojava_ja
>&2 echo No Java 25 was found. Shirube runs on Java 25.
>&2 echo Get it from https://adoptium.net/temurin/releases/?version=25 or by: winget install EclipseAdoptium.Temurin.25.JDK
>&2 echo If it is somewhere unusual, set JAVA_HOME to its folder.
exit /b 69

:restore
if defined SHIRUBE_CODEPAGE chcp %SHIRUBE_CODEPAGE% >nul 2>nul
exit /b 69

:nojar_ja
>&2 echo shirube.jar が見つかりません。shirube.cmd と同じフォルダーに置いてください。
goto restore

:nojava_ja
>&2 echo Java 25 が見つかりません。Shirube は Java 25 で動きます。
>&2 echo 入れ方: https://adoptium.net/temurin/releases/?version=25 から入手するか、winget install EclipseAdoptium.Temurin.25.JDK を実行してください。
>&2 echo 別の場所に入れてある場合は、環境変数 JAVA_HOME にその場所を指定してください。
goto restore
